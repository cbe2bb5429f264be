/** What happens to the processes of a sweep in a bad night. Each says whether the session goes on. */
import { setTimeout as sleep } from 'node:timers/promises'
import { hostsOf } from './processes.mjs'

const kill = (pid, signal) => {
  try {
    process.kill(pid, signal)
  } catch {
    // it has ended just now
  }
}
const all = pid => [pid, ...hostsOf(pid).map(host => host.pid)]

async function stopped(pids, seconds) {
  for (const pid of pids) kill(pid, 'SIGSTOP')
  await sleep(1000 * seconds)
  for (const pid of pids) kill(pid, 'SIGCONT')
}

/** By name: how, and whether the session outlives it. `random` gives numbers below 1. */
export const faults = {
  'kill -9 the coordinator': { outlives: false, strike: pid => kill(pid, 'SIGKILL') },
  'kill -9 the host': {
    outlives: true,
    strike: pid => hostsOf(pid).forEach(host => void kill(host.pid, 'SIGKILL')),
  },
  'kill -9 both': { outlives: false, strike: pid => all(pid).forEach(one => void kill(one, 'SIGKILL')) },
  SIGTERM: { outlives: false, strike: pid => kill(pid, 'SIGTERM') },
  'Ctrl-C': { outlives: false, strike: pid => kill(pid, 'SIGINT') },
  'SIGTERM, then kill -9': {
    outlives: false,
    async strike(pid, random) {
      kill(pid, 'SIGTERM')
      await sleep(300 * random())
      kill(pid, 'SIGKILL')
    },
  },
  'hang-up': { outlives: true, strike: pid => all(pid).forEach(one => void kill(one, 'SIGHUP')) },
  'stopped host': {
    outlives: true,
    strike: (pid, random) =>
      stopped(
        hostsOf(pid).map(host => host.pid),
        1 + 3 * random(),
      ),
  },
  'suspended machine': { outlives: true, strike: (pid, random) => stopped(all(pid), 1 + 3 * random()) },
}
