import { keepCompiled } from './compile-cache.ts'

// `npm start`. What is imported further up in a file is compiled before its first line runs, so the server comes after.
keepCompiled()
const { runServer } = await import('./main.ts')
const { readEnv } = await import('./env.ts')
if (!(await runServer(readEnv))) process.exitCode = 1
