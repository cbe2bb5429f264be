import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'

/**
 * The number of this user's own group, as Debian, Ubuntu and Fedora give each user one: it has the user's name and no other
 * member, and is nobody else's first group. What it may write, only this user and root may. Undefined where that is not
 * certain, as where users come from a directory service.
 */
export function privateGroup(user = thisUser(), etc = '/etc'): number | undefined {
  if (user === undefined) return undefined
  const { username, gid } = user
  try {
    const rows = (name: string) =>
      readFileSync(path.join(etc, name), 'utf8')
        .split('\n')
        .map(line => line.split(':'))
    const [own, another] = rows('group').filter(([, , number]) => number === String(gid))
    const [name, , , members = ''] = own ?? []
    const isAlone = another === undefined && name === username && ['', username].includes(members)
    const isFirstOfOthers = rows('passwd').some(
      ([other, , , first]) => first === String(gid) && other !== username,
    )
    return isAlone && !isFirstOfOthers ? gid : undefined
  } catch {
    return undefined
  }
}

/** Containers run as numbers that have no name. */
function thisUser(): { username: string; gid: number } | undefined {
  try {
    return userInfo()
  } catch {
    return undefined
  }
}
