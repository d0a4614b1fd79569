// Loaded into a server before its own code: what it does every now and then comes twenty times as often, so that a test need
// not wait for the minutes that people pause. The clock on the wall goes as ever.
const QUICKER = 20
const elapsed = performance.now.bind(performance)
performance.now = () => elapsed() * QUICKER
const every = globalThis.setInterval
globalThis.setInterval = (work, delay, ...rest) => every(work, delay / QUICKER, ...rest)
