import { readFileSync } from 'node:fs'
import { must } from '../../report/must.ts'

// Linux counts processor time in ticks of 10 ms for every process, threads included (proc(5)).
const microsecondsPerTick = 10_000

/** Processor time a process has used so far, in microseconds, all its threads together. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick
}

/** The most memory a process has had at once, in MB. */
export function peakMemoryOf(pid: number): number {
  const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(must(line?.[1], 'VmHWM in /proc/PID/status')) / 1024
}
