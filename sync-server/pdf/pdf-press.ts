import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { ReportError } from '../../report/wire/errors.ts'
import { hasVietnameseTimes } from './office-fonts.ts'
import { makeProfile } from './office-profile.ts'
import { runOffice } from './run-office.ts'

/** Makes PDF files, where the machine can. */
export interface PdfPress {
  /** Whether this machine has LibreOffice. */
  readonly available: boolean
  /**
   * The pages of a .docx without comments (LibreOffice mixes up footnotes where there are comments); the same bytes are not
   * converted twice while they are remembered, so nobody may change what is answered. Throws ReportError `pdf-unavailable`,
   * `too-many-requests`, `export-too-slow`, `export-failed`; the reason of `signal` when that is aborted.
   */
  convert(docx: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>
  /** Ends what runs, with all its processes, and removes every file. Idempotent. */
  stop(): Promise<void>
}

export type PdfLimits = {
  /** So many wait or are being made; who comes then is asked to come again. */
  readonly waiting: number
  readonly shortestMs: number
  /** So much longer for each megabyte: pictures take their time. */
  readonly perMegabyteMs: number
  readonly longestMs: number
  readonly rememberedFiles: number
  readonly rememberedBytes: number
}

/** 310 pages take 5 s on two idle cores; a busy old machine gets twelve times that. */
export const PDF_LIMITS: PdfLimits = {
  waiting: 8,
  shortestMs: 60_000,
  perMegabyteMs: 20_000,
  longestMs: 300_000,
  rememberedFiles: 6,
  rememberedBytes: 64 * 1024 * 1024,
}

export type PdfPressDeps = {
  /** Path of LibreOffice (`findOffice`); absent: there is none. */
  readonly office: string | undefined
  /** The PATH that LibreOffice is started with. */
  readonly path: string
  /** Emptied at first use and removed by `stop`: of this server alone. */
  readonly folder: string
  readonly logger: Logger
  readonly metrics: Registry
  readonly limits?: PdfLimits
}

export function createPdfPress({ office, limits = PDF_LIMITS, ...deps }: PdfPressDeps): PdfPress {
  if (office !== undefined) return new OfficePress({ office, limits, ...deps })
  return {
    available: false,
    convert: () => Promise.reject(new ReportError('pdf-unavailable')),
    stop: () => Promise.resolve(),
  }
}

/** Below the directory of the data, which one server holds at a time: what a crash left there is nobody else's. */
export function pdfFolder(dataDir: string): string {
  return join(dataDir, 'pdf-tmp')
}

class OfficePress implements PdfPress {
  readonly available = true
  readonly #deps: PdfPressDeps & { readonly office: string; readonly limits: PdfLimits }
  readonly #meter: Meter
  readonly #remembered: Remembered
  /** By digest of the .docx: who asks for what is being made already waits for it as well. */
  readonly #jobs = new Map<string, Job>()
  /** Also of jobs that nobody waits for any more, until they have ended. */
  #unended = 0
  #last: Promise<unknown> = Promise.resolve()
  #profile: Promise<string> | undefined
  readonly #stop = new AbortController()
  #stopped: Promise<void> | undefined

  constructor(deps: PdfPressDeps & { readonly office: string; readonly limits: PdfLimits }) {
    this.#deps = deps
    this.#remembered = new Remembered(deps.limits)
    this.#meter = createMeter(deps.metrics, () => this.#unended)
  }

  async convert(docx: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
    this.#stop.signal.throwIfAborted()
    signal?.throwIfAborted()
    const digest = createHash('sha256').update(docx).digest('hex')
    const known = this.#remembered.get(digest)
    if (known) {
      this.#meter.remembered.inc()
      return known
    }
    return (this.#jobs.get(digest) ?? this.#begin(digest, docx)).wait(signal)
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.#end())
  }

  async #end(): Promise<void> {
    this.#stop.abort(new Error('the server stops'))
    for (const job of this.#jobs.values()) job.cancel()
    await this.#last
    await rm(this.#deps.folder, { recursive: true, force: true })
  }

  #begin(digest: string, docx: Uint8Array): Job {
    if (this.#unended >= this.#deps.limits.waiting) throw new ReportError('too-many-requests')
    this.#unended++
    const job = new Job(
      (signal) => this.#inTurn(() => this.#make(docx, signal)),
      () => {
        if (this.#jobs.get(digest) === job) this.#jobs.delete(digest)
      },
    )
    this.#jobs.set(digest, job)
    job.result.then(
      (pdf) => this.#remembered.add(digest, pdf),
      () => undefined,
    )
    return job
  }

  #inTurn(make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const mine = this.#last.then(make).finally(() => this.#unended--)
    this.#last = mine.catch(() => undefined)
    return mine
  }

  async #make(docx: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    // Nobody waits for it any more: its turn is over before it begins.
    signal.throwIfAborted()
    const { limits, logger } = this.#deps
    const began = performance.now()
    const limitMs = Math.min(
      limits.longestMs,
      limits.shortestMs + (docx.length / 1024 / 1024) * limits.perMegabyteMs,
    )
    const made = await this.#print(docx, limitMs, signal).catch((error: unknown): Printed => ({
      outcome: 'failed',
      code: null,
      said: String(error),
    }))
    const ms = Math.round(performance.now() - began)
    this.#meter.seconds.observe({ outcome: made.outcome }, ms / 1000)
    const line = { ms, docxBytes: docx.length }
    if (made.outcome === 'made') {
      logger.info({ ...line, pdfBytes: made.pdf.length }, 'PDF made')
      return made.pdf
    }
    // It may have been ended while it wrote to its profile.
    await this.#forgetProfile()
    if (made.outcome === 'cancelled') {
      logger.info(line, 'PDF cancelled')
      signal.throwIfAborted()
    }
    logger.warn({ ...line, ...made }, 'no PDF')
    throw new ReportError(made.outcome === 'too-slow' ? 'export-too-slow' : 'export-failed')
  }

  async #print(docx: Uint8Array, limitMs: number, signal: AbortSignal): Promise<Printed> {
    const { office, path, folder } = this.#deps
    const profile = await (this.#profile ??= this.#newProfile())
    const desk = await mkdtemp(join(folder, 'viec-'))
    try {
      const file = join(desk, 'van-ban.docx')
      await writeFile(file, docx, { mode: 0o600 })
      const end = await runOffice({
        command: office,
        path,
        profile,
        folder: desk,
        docx: file,
        limitMs,
        signal,
      })
      if (end.how !== 'by-itself') return { outcome: end.how }
      const pdf = await readFile(join(desk, 'van-ban.pdf')).catch(() => undefined)
      if (pdf && isWholePdf(pdf)) return { outcome: 'made', pdf }
      return { outcome: 'failed', code: end.code, said: end.said }
    } finally {
      await rm(desk, { recursive: true, force: true })
    }
  }

  async #newProfile(): Promise<string> {
    const { folder, path, logger } = this.#deps
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const profile = join(folder, 'profile')
    await makeProfile(profile)
    if ((await hasVietnameseTimes(path)) === false) {
      logger.warn('PDF: no font like Times New Roman with Vietnamese letters; see docs/operations.md')
    }
    return profile
  }

  async #forgetProfile(): Promise<void> {
    this.#profile = undefined
    await rm(join(this.#deps.folder, 'profile'), { recursive: true, force: true })
  }
}

type Printed =
  | { readonly outcome: 'made'; readonly pdf: Uint8Array }
  | { readonly outcome: 'failed'; readonly code: number | null; readonly said: string }
  | { readonly outcome: 'too-slow' | 'cancelled' }

/** One conversion, for everybody who waits for it; ended when the last of them leaves. */
class Job {
  readonly result: Promise<Uint8Array>
  readonly #controller = new AbortController()
  readonly #onOver: () => void
  #waiting = 0

  constructor(make: (signal: AbortSignal) => Promise<Uint8Array>, onOver: () => void) {
    this.#onOver = onOver
    this.result = make(this.#controller.signal).finally(onOver)
  }

  cancel(): void {
    // From now on nobody may join it.
    this.#onOver()
    this.#controller.abort(new Error('the PDF was cancelled'))
  }

  wait(signal: AbortSignal | undefined): Promise<Uint8Array> {
    this.#waiting++
    if (signal === undefined) return this.result
    return new Promise<Uint8Array>((resolve, reject) => {
      const leave = () => {
        if (--this.#waiting === 0) this.cancel()
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }
}

/** The last few files: the preview of a text is followed by its download. */
class Remembered {
  readonly #files = new Map<string, Uint8Array>()
  readonly #limits: PdfLimits

  constructor(limits: PdfLimits) {
    this.#limits = limits
  }

  get(digest: string): Uint8Array | undefined {
    const pdf = this.#files.get(digest)
    if (pdf) this.add(digest, pdf)
    return pdf
  }

  /** As the newest; the oldest make room. */
  add(digest: string, pdf: Uint8Array): void {
    this.#files.delete(digest)
    this.#files.set(digest, pdf)
    for (const oldest of this.#files.keys()) {
      if (!this.#isTooMuch()) break
      this.#files.delete(oldest)
    }
  }

  #isTooMuch(): boolean {
    const bytes = [...this.#files.values()].reduce((sum, { length }) => sum + length, 0)
    return this.#files.size > this.#limits.rememberedFiles || bytes > this.#limits.rememberedBytes
  }
}

function isWholePdf(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-' && bytes.subarray(-32).includes('%%EOF')
}

type Meter = {
  readonly seconds: Histogram<'outcome'>
  readonly remembered: Counter
  readonly waiting: Gauge
}

function createMeter(metrics: Registry, unended: () => number): Meter {
  const registers = [metrics]
  return {
    waiting: new Gauge({
      name: 'cung_soan_pdf_waiting',
      help: 'PDF files that are waited for or being made',
      registers,
      collect() {
        this.set(unended())
      },
    }),
    seconds: new Histogram({
      name: 'cung_soan_pdf_seconds',
      help: 'Time LibreOffice took for a PDF',
      labelNames: ['outcome'],
      buckets: [0.5, 1, 2, 5, 10, 30, 60, 300],
      registers,
    }),
    remembered: new Counter({
      name: 'cung_soan_pdf_remembered_total',
      help: 'PDF files answered without making them anew',
      registers,
    }),
  }
}
