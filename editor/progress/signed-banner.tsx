import { Download, Stamp } from 'lucide-react'
import { Link } from 'react-router'

import type { Progress } from '../../report/wire/progress.ts'
import { sayExactly, saySize } from '../i18n/dates.ts'
import { useLanguage, useText } from '../i18n/text.tsx'
import { pastPath } from '../report-paths.ts'
import { signaturePath } from '../rest/progress.ts'

type SignedBannerProps = {
  readonly reportId: string
  readonly signature: NonNullable<Progress['signature']>
}

/** What was signed, when, and how anybody can tell that a file is it. */
export function SignedBanner({ reportId, signature }: SignedBannerProps) {
  const { progress: text } = useText()
  const { language } = useLanguage()
  const { at, by, fileName, bytes, sha256, version } = signature
  return (
    <section className="card board-signed" aria-label={text.standing.signed}>
      <Stamp size={28} strokeWidth={1.5} aria-hidden="true" />
      <div>
        <h2>{text.standing.signed}</h2>
        <p className="quiet">{text.signedAt(sayExactly(at, language), by.name, by.office)}</p>
        <dl>
          <div>
            <dt>{text.signedFile}</dt>
            <dd>{text.chosenFile(fileName, saySize(bytes, language))}</dd>
          </div>
          <div>
            <dt>{text.signedVersion}</dt>
            <dd>
              <Link to={pastPath(reportId, version.id)}>{`${version.number}. ${version.name}`}</Link>
            </dd>
          </div>
          <div>
            <dt>{text.signedHash}</dt>
            <dd>
              <code>{sha256}</code>
            </dd>
          </div>
        </dl>
      </div>
      <a className="button" data-kind="primary" href={signaturePath(reportId)} download={fileName}>
        <Download size={16} aria-hidden="true" />
        {text.download}
      </a>
    </section>
  )
}
