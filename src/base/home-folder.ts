import { homedir } from 'node:os'

/** Undefined where there is none: containers run as numbers without a name, and without HOME. */
export function homeFolder(): string | undefined {
  try {
    return homedir()
  } catch {
    return undefined
  }
}
