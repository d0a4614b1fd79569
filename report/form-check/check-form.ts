import type { ReportContent } from '../content/content.ts'
import type { ReportHead } from '../wire/rest.ts'
import { citationFindings } from './citations.ts'
import { FORM_RULES, type Finding } from './finding.ts'
import { emptyFindings, endingFindings, headFindings } from './paper-rules.ts'
import { spaceFindings, toneFindings } from './spelling.ts'
import { textsOf } from './texts.ts'

/**
 * What of a report's form somebody should look at before it goes out, by rule and in the order of the page. Never a reason
 * to refuse anything. See `finding.ts` for the rules and where they come from.
 */
export function checkForm(content: ReportContent, head: ReportHead): Finding[] {
  const texts = textsOf(content)
  const own = content.sections.filter(({ appendix }) => appendix === null)
  return [
    ...headFindings(head),
    ...emptyFindings(content),
    ...citationFindings(texts),
    ...toneFindings(texts),
    ...endingFindings(own, texts, head),
    ...spaceFindings(texts),
  ].toSorted((a, b) => FORM_RULES.indexOf(a.rule) - FORM_RULES.indexOf(b.rule))
}
