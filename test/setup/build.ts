import { execFileSync } from 'node:child_process'

/** Compiles `dist` once, because the host, its workers and the command line are tested as real processes. */
export default function build(): void {
  execFileSync('npm', ['run', 'build', '--silent'], { stdio: 'inherit' })
}
