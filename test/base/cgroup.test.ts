import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { cgroupMemory } from '../../src/base/cgroup.ts'
import { freeMemory } from '../../src/base/free-memory.ts'
import { temporaryFolder } from '../store/temporary.ts'

/** Files of a system, by their paths. */
function system(files: Readonly<Record<string, string>>) {
  const root = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  return cgroupMemory({ proc: path.join(root, 'proc'), mount: path.join(root, 'cgroup') })
}

test('version 2: the least of the group and those around it, what files hold in memory not counted', () => {
  const memory = system({
    'proc/self/cgroup': '0::/user.slice/job\n',
    'cgroup/user.slice/job/memory.max': 'max\n',
    'cgroup/user.slice/job/memory.current': '700\n',
    'cgroup/user.slice/job/memory.events': 'low 0\noom 5\noom_kill 3\noom_group_kill 0\n',
    'cgroup/user.slice/memory.max': '1000\n',
    'cgroup/user.slice/memory.current': '800\n',
    'cgroup/user.slice/memory.stat': 'anon 1\ninactive_file 300\n',
    'cgroup/user.slice/memory.events': 'oom_kill 9\n',
  })
  expect(memory).toEqual({ limit: 1000, free: 500, kills: 3 })
})

test('version 1, beside a version 2 that limits nothing', () => {
  const memory = system({
    'proc/self/cgroup': '4:cpu,memory:/docker/abc\n1:cpu:/other\n0::/\n',
    'cgroup/memory/docker/abc/memory.limit_in_bytes': '4000\n',
    'cgroup/memory/docker/abc/memory.usage_in_bytes': '1500\n',
    'cgroup/memory/docker/abc/memory.stat': 'total_inactive_file 500\n',
    'cgroup/memory/docker/abc/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    'cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  })
  expect(memory).toEqual({ limit: 4000, free: 3000, kills: 2 })
})

test('in a container whose path is another’s the root counts', () => {
  const files = { 'proc/self/cgroup': '0::/../elsewhere\n', 'cgroup/memory.max': '77\n' }
  expect(system(files)).toMatchObject({ limit: 77, free: 77 })
})

test('without control groups nothing is limited', () => {
  expect(system({})).toEqual({ limit: Infinity, free: Infinity, kills: undefined })
  expect(freeMemory()).toBeGreaterThan(1e8)
})
