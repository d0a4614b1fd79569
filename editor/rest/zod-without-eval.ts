import { config } from 'zod'

// zod would try `new Function` to make parsing faster; our Content-Security-Policy forbids that, and reports the try.
config({ jitless: true })
