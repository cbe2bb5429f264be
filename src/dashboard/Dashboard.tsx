import { Box } from 'ink'
import { Footer } from './Footer.tsx'
import { Header } from './Header.tsx'
import { clampScroll, type Ui } from './keys.ts'
import { Leaderboard } from './Leaderboard.tsx'
import { layoutOf } from './layout.ts'
import { Messages } from './Messages.tsx'
import { RunningFolds } from './RunningFolds.tsx'
import type { View } from './view.ts'

export interface DashboardProps {
  readonly view: View
  readonly ui: Ui
  /** Of the terminal. */
  readonly columns: number
  readonly rows: number
  /** What q does; undefined when there is nothing to press: the last frame, as high as its content. */
  readonly quitWord?: string | undefined
}

/** The whole screen, always lower than the terminal. */
export function Dashboard({ view, ui, columns, rows, quitWord }: DashboardProps) {
  const { board, running, messages, notice } = view
  const hasFooter = quitWord !== undefined
  const total = board.tones.length
  const layout = layoutOf(rows, { ...view, trials: total, hasFooter })
  const scroll = clampScroll(ui.scroll, layout.board, total)
  const shown = Math.min(layout.board, total - scroll)
  const place = shown < total ? `${scroll + 1}–${scroll + shown} of ${total}` : ''
  const sections = [layout.boardHead, layout.running, layout.messages]
  const [boardGap, runningGap, messagesGap] = gapsBefore(sections, layout.gaps)
  return (
    <Box
      flexDirection="column"
      width={columns}
      overflow="hidden"
      {...(hasFooter ? { height: Math.max(1, rows - 1) } : {})}
    >
      <Header view={view} layout={layout} columns={columns} />
      {layout.boardHead > 0 && (
        <Box marginTop={boardGap ?? 0} flexShrink={0} flexDirection="column">
          <Leaderboard board={board} columns={columns} rows={layout.board} scroll={scroll} />
        </Box>
      )}
      {layout.running > 0 && (
        <Box marginTop={runningGap ?? 0} flexShrink={0} flexDirection="column">
          <RunningFolds folds={running} columns={columns} rows={layout.running} />
        </Box>
      )}
      {layout.messages > 0 && (
        <Box marginTop={messagesGap ?? 0} flexShrink={0} flexDirection="column">
          <Messages messages={messages} rows={layout.messages} />
        </Box>
      )}
      <Box flexGrow={1} />
      {layout.footer > 0 && (
        <Footer isHelpOpen={ui.isHelpOpen} notice={notice} quitWord={quitWord ?? ''} place={place} />
      )}
    </Box>
  )
}

/** Hands the gaps to the sections that are there, from the top. */
function gapsBefore(sections: readonly number[], gaps: number): number[] {
  let left = gaps
  return sections.map(rows => (rows > 0 && left-- > 0 ? 1 : 0))
}
