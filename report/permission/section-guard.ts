import * as Y from 'yjs'
import { FRAGMENT } from '../schema/names.ts'
import type { ErrorCode } from '../wire/errors.ts'
import { type Objection, objectionsToOutline, objectionsToWriting, Standing, touched } from './objections.ts'
import { outlineAfter } from './outline-after.ts'
import type { ReadUpdate } from './read-update.ts'
import { Refusals } from './refusals.ts'
import { mayEverything, type ReportRights, whyNowhere, type Writer } from './rights.ts'
import { type Compartment, readSkeleton, type Skeleton } from './skeleton.ts'
import { type Survey, surveyUpdate } from './survey.ts'

/** What an update may be for somebody. `sections`: ids, `PREAMBLE_ID` for the opening paragraphs. */
export type Verdict =
  /** All the sections it writes in, new and removed ones among them, in the order of the text. */
  | { readonly type: 'allowed'; readonly sections: readonly string[] }
  /** The sections that stand against it, and the reason for the first of them. */
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly sections: readonly string[] }

/**
 * Judges updates against one document before they are applied to it. It listens to the document for as long as that
 * lives, so that it knows the outline also after edits it was not asked about. Rights are values: a guard takes the same
 * object for the same rights.
 */
export class SectionGuard {
  readonly #doc: Y.Doc
  readonly #root: Y.XmlFragment
  #skeleton: Skeleton | undefined
  #standing: { readonly rights: ReportRights; readonly standing: Standing } | undefined

  constructor(doc: Y.Doc) {
    this.#doc = doc
    this.#root = doc.getXmlFragment(FRAGMENT)
    doc.on('afterTransaction', ({ changed }: Y.Transaction) => {
      if (this.#skeleton && changesOutline(this.#root, changed)) this.#skeleton = undefined
    })
  }

  /**
   * May this writer make this edit, under these rights? The update must have passed `inspectUpdate` against the document as
   * it is now, and bring news.
   */
  judge(update: ReadUpdate, writer: Writer, rights: ReportRights): Verdict {
    const skeleton = this.#outline()
    const survey = surveyUpdate(this.#doc, this.#root, skeleton, update)
    const only = onlyText(skeleton, survey)
    if (!only) return this.#judgeAll(update, skeleton, survey, writer, rights)
    const { id } = skeleton.entryOf(only)
    const code = whyNowhere(writer, rights.stage) ?? this.#whyNot(skeleton, only, writer, rights)
    const sections = id === '' ? [] : [id]
    return code === undefined ? { type: 'allowed', sections } : { type: 'refused', code, sections }
  }

  #judgeAll(
    update: ReadUpdate,
    skeleton: Skeleton,
    survey: Survey,
    writer: Writer,
    rights: ReportRights,
  ): Verdict {
    const nobody = new Refusals(this.#doc, skeleton, survey)
    const after = outlineAfter(this.#root, skeleton, update, survey, nobody)
    const sections = namesOf([
      ...touched(skeleton, survey),
      ...after.skeleton.entries.filter(({ compartment }) => !compartment.item),
    ])
    const nowhere = whyNowhere(writer, rights.stage)
    if (nowhere) return { type: 'refused', code: nowhere, sections }
    if (mayEverything(writer, rights.stage)) return { type: 'allowed', sections }
    const objections = [
      ...objectionsToWriting(skeleton, this.#standingOf(skeleton, rights), survey, after, writer),
      ...outlineObjections(skeleton, after.skeleton, survey, rights, writer),
    ]
    const [first] = objections
    if (!first) return { type: 'allowed', sections }
    return {
      type: 'refused',
      code: first.code,
      sections: namesOf(objections.map(({ section }) => ({ id: section }))),
    }
  }

  #whyNot(
    skeleton: Skeleton,
    compartment: Compartment,
    writer: Writer,
    rights: ReportRights,
  ): ErrorCode | undefined {
    if (mayEverything(writer, rights.stage)) return undefined
    return this.#standingOf(skeleton, rights).whyNot(writer, compartment)
  }

  #outline(): Skeleton {
    if (this.#skeleton) return this.#skeleton
    this.#standing = undefined
    return (this.#skeleton = readSkeleton(this.#root))
  }

  #standingOf(skeleton: Skeleton, rights: ReportRights): Standing {
    if (this.#standing?.rights === rights) return this.#standing.standing
    const standing = new Standing(skeleton, rights)
    this.#standing = { rights, standing }
    return standing
  }
}

/** What speaks against the outline; nothing when the update leaves it as it is. */
export function outlineObjections(
  before: Skeleton,
  after: Skeleton,
  survey: Survey,
  rights: ReportRights,
  writer: Writer,
): Objection[] {
  if (!survey.adds && survey.removed.size === 0) return []
  return objectionsToOutline(before, after, rights, writer)
}

/** The one compartment whose text an update changes, when it does nothing else: almost every edit. */
function onlyText(skeleton: Skeleton, survey: Survey): Compartment | undefined {
  const { content, attributes, removed, astray, adds } = survey
  if (content.size !== 1 || attributes.size > 0 || removed.size > 0 || astray.size > 0 || adds)
    return undefined
  const [only] = content
  return only && skeleton.has(only) ? only : undefined
}

/** Each name once; what has none is not named. */
export function namesOf(entries: readonly { readonly id: string }[]): string[] {
  return [...new Set(entries.map(({ id }) => id))].filter((id) => id !== '')
}

function changesOutline(root: Y.XmlFragment, changed: Y.Transaction['changed']): boolean {
  for (const [type, keys] of changed) {
    if (type === (root as unknown)) return true
    if (type.parent === (root as unknown) && [...keys].some((key) => key !== null)) return true
  }
  return false
}
