import type { Editor } from '@tiptap/core'
import { useState } from 'react'

import type { Finding, FormRule } from '../../report/form-check/finding.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { sectionLabel } from '../../report/review/section-names.ts'
import { sayNumber } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { useSectionNames } from '../review/use-section-names.ts'
import { Button } from '../ui/button.tsx'
import { placeName } from './form-check-panel.tsx'

/** More of one kind nobody reads at once. What is empty is empty: the first few say so. */
const SHOWN = 20
const SHOWN_EMPTY = 3

/** Rules whose better wording says more than the quote. */
const SAYS_BETTER: readonly FormRule[] = [
  'subject-capital',
  'subject-full-stop',
  'subject-repeats-type',
  'code-dash',
  'code-space',
  'citation-comma',
  'tone-mixed',
]

type RuleGroupProps = {
  readonly rule: FormRule
  readonly findings: readonly Finding[]
  readonly editor: Editor
  readonly mayCorrect: (finding: Finding) => boolean
  readonly onGo: (finding: Finding) => void
  readonly onCorrect: (findings: readonly Finding[]) => void
  readonly onOverlook: (finding: Finding) => void
}

/** A rule, why it is one, and where the report does not follow it. */
export function RuleGroup({ rule, findings, ...rest }: RuleGroupProps) {
  const { formCheck: text } = useText()
  const { language } = useLanguage()
  const [all, setAll] = useState(false)
  const { name, why } = text.rules[rule]
  const shown = all ? findings : findings.slice(0, rule === 'empty-section' ? SHOWN_EMPTY : SHOWN)
  const correctable = findings.filter(rest.mayCorrect)
  return (
    <section className="form-rule" aria-label={name}>
      <div className="form-rule-head">
        <h3>
          {name}
          <span className="form-rule-count">{sayNumber(findings.length, language)}</span>
        </h3>
        {correctable.length > 1 && (
          <Button kind="quiet" onClick={() => rest.onCorrect(correctable)}>
            {text.correctAll(sayNumber(correctable.length, language))}
          </Button>
        )}
      </div>
      <p className="form-rule-why">{why}</p>
      <ul className="form-findings">
        {shown.map((finding) => (
          <FindingRow key={placeName(finding)} finding={finding} {...rest} />
        ))}
      </ul>
      {shown.length < findings.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {text.more(sayNumber(findings.length - shown.length, language))}
        </Button>
      )}
    </section>
  )
}

type FindingRowProps = Omit<RuleGroupProps, 'rule' | 'findings'> & { readonly finding: Finding }

function FindingRow({ finding, editor, mayCorrect, onGo, onCorrect, onOverlook }: FindingRowProps) {
  const { formCheck: text } = useText()
  const { names } = useSectionNames(editor)
  const { place, quote, better, rule } = finding
  return (
    <li className="form-finding">
      <button
        type="button"
        className="form-finding-go"
        title={text.goTo(quote.trim())}
        onClick={() => onGo(finding)}
      >
        <q lang="vi">{quote.trim()}</q>
        {better !== undefined && SAYS_BETTER.includes(rule) && (
          <span className="form-better">{text.better(better.replaceAll('\uFFFC', ''))}</span>
        )}
        {rule !== 'empty-section' && <span className="form-where">{where()}</span>}
      </button>
      <div className="form-finding-actions">
        {place.type === 'head' && (
          <Button kind="quiet" onClick={() => onGo(finding)}>
            {text.inHeadForm}
          </Button>
        )}
        {mayCorrect(finding) && (
          <Button
            kind="quiet"
            aria-label={text.correctOne(quote.trim())}
            onClick={() => onCorrect([finding])}
          >
            {text.correct}
          </Button>
        )}
        <Button kind="quiet" aria-label={text.overlookOne(quote.trim())} onClick={() => onOverlook(finding)}>
          {text.overlook}
        </Button>
      </div>
    </li>
  )

  function where(): string {
    if (place.type === 'head') return text.inHead
    if (place.sectionId === PREAMBLE_ID) return text.preamble
    const name = names.get(place.sectionId)
    return name ? sectionLabel(name) : ''
  }
}
