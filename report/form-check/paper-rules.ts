import type { ContentSection, ReportContent } from '../content/content.ts'
import { blockersOf } from '../form/blockers.ts'
import type { ReportHead } from '../wire/rest.ts'
import type { Finding } from './finding.ts'
import type { CheckedText } from './texts.ts'

/** The head: how the subject is worded, how the recipients are listed. */
export function headFindings(head: ReportHead): Finding[] {
  return [...subjectFindings(head), ...recipientFindings(head)]
}

function subjectFindings({ subject, type }: ReportHead): Finding[] {
  const text = subject.trim()
  if (text === '') return []
  const about = (rule: Finding['rule'], better: string): Finding => ({
    rule,
    place: { type: 'head', field: 'subject' },
    quote: text,
    better,
  })
  const faults: Finding[] = []
  const kind = type.trim().toLocaleLowerCase('vi')
  if (kind !== '' && text.toLocaleLowerCase('vi').startsWith(`${kind} `)) {
    faults.push(about('subject-repeats-type', text.slice(kind.length).trim()))
  } else if (/^\p{Lu}\p{Ll}*\s+\p{Ll}/u.test(text)) {
    // "Tổng kết …" begins a sentence; "Nghị quyết Đại hội …" may be a name.
    faults.push(about('subject-capital', text.charAt(0).toLocaleLowerCase('vi') + text.slice(1)))
  }
  if (/[.;,:]$/u.test(text)) faults.push(about('subject-full-stop', text.replace(/[.;,:]+$/u, '')))
  return faults
}

function recipientFindings({ recipients }: ReportHead): Finding[] {
  const lines = recipients.map((line) => line.trim()).filter(Boolean)
  const about = (rule: Finding['rule'], quote: string): Finding => ({
    rule,
    place: { type: 'head', field: 'recipients' },
    quote,
  })
  const bare = lines.map((line) => line.replace(/^[-–—]\s*/u, '').replace(/[,;.]+$/u, ''))
  const copy = bare.findIndex((line) => /^lưu\b/iu.test(line))
  const twice = bare.filter((line, index) => bare.indexOf(line) < index)
  return [
    // `- Lưu …` closes the list: the paper's own copy.
    ...(lines.length > 0 && copy !== lines.length - 1
      ? [about('recipients-copy-last', lines[copy === -1 ? lines.length - 1 : copy] ?? '')]
      : []),
    ...twice.map((line) => about('recipients-twice', line)),
    // The paper itself sets the commas and the full stop: what stands between two recipients in one line it cannot see.
    ...lines.filter((line) => /;\s*\S/u.test(line)).map((line) => about('recipients-punctuation', line)),
  ]
}

/** Sections that the plan asks for and nobody wrote. */
export function emptyFindings(content: ReportContent): Finding[] {
  return blockersOf(content, []).flatMap((blocker): Finding[] => {
    if (blocker.kind !== 'empty-section') return []
    const { sectionId, title } = blocker
    return [{ rule: 'empty-section', place: { type: 'section', sectionId }, quote: title }]
  })
}

/** The text ends with a full stop; `./.` belongs to papers of the State. */
export function endingFindings(
  sections: readonly ContentSection[],
  texts: readonly CheckedText[],
  { profile }: ReportHead,
): Finding[] {
  const last = texts.findLast(({ text, isProse }) => isProse && text.trim() !== '')
  if (!last || sections.length === 0) return []
  // The mark of a footnote stands behind the full stop.
  const text = last.text.replace(/(?<![\s\uFFFC])[\s\uFFFC]+$/u, '')
  if (text === '') return []
  const isState = profile === 'nd30-2020'
  if (isState ? /\.(?:\/\.)?$/u.test(text) : /(?<!\/)\.$/u.test(text)) return []
  const from = text.length - (/\.\/\.$/u.exec(text)?.[0].length ?? 1)
  const end = text.slice(from)
  const better = end === './.' ? '.' : /[\p{L}\p{N})”"]$/u.test(text) ? `${end}.` : '.'
  return [{ rule: 'ending', place: last.place(from, text.length), quote: text.slice(-40), better }]
}
