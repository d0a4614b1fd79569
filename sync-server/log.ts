import { pino, type DestinationStream, type Logger } from 'pino'

/** Structured log lines. Whatever is logged by mistake, cookies and passwords are not in it. */
export function openLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: {
      paths: [
        'cookie',
        'password',
        'token',
        'headers.cookie',
        '*.cookie',
        '*.password',
        '*.token',
        '*.headers.cookie',
      ],
      censor: '[…]',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
