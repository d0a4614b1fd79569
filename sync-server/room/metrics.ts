import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

const LOOP_RESOLUTION_MS = 20

/** What the rooms tell Prometheus. Registered once per registry. */
export type RoomMetrics = ReturnType<typeof createRoomMetrics>

export function createRoomMetrics(registry: Registry) {
  const registers = [registry]
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  delay.enable()
  return {
    loopDelay: new Gauge({
      name: 'cs_event_loop_delay_seconds',
      help: 'How late the event loop was, 99th percentile since the last scrape',
      registers,
      collect() {
        // The histogram counts whole intervals: what lies beyond the one it asked for is the delay.
        this.set(Math.max(0, delay.percentile(99) / 1e9 - LOOP_RESOLUTION_MS / 1e3))
        delay.reset()
      },
    }),
    rooms: new Gauge({ name: 'cs_rooms', help: 'Reports open in this process', registers }),
    seats: new Gauge({ name: 'cs_seats', help: 'Sockets that sit in a report', registers }),
    edits: new Counter({ name: 'cs_edits_total', help: 'Edits committed to the log', registers }),
    relayed: new Counter({ name: 'cs_relayed_frames_total', help: 'Edit frames sent to peers', registers }),
    refused: new Counter({
      name: 'cs_refused_total',
      help: 'Frames refused and sockets closed, by code',
      labelNames: ['code'],
      registers,
    }),
    receivedBytes: new Counter({
      name: 'cs_received_bytes_total',
      help: 'Bytes of frames received',
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'cs_commit_seconds',
      help: 'One transaction of the log, seen from the event loop',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    commitEdits: new Histogram({
      name: 'cs_commit_edits',
      help: 'Edits that shared one transaction',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    }),
    checkpoints: new Counter({
      name: 'cs_checkpoints_total',
      help: 'Checkpoints, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    anchorSaves: new Counter({
      name: 'cs_anchor_saves_total',
      help: 'Times that moved anchors of a report’s threads were stored, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    quarantined: new Counter({
      name: 'cs_quarantined_rows_total',
      help: 'Damaged rows met while loading a report',
      registers,
    }),
  }
}
