import { useText } from '../../i18n/text.tsx'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import type { KeptText } from '../connection/kept-texts.ts'
import './recovery.css'
import { sayWhy, shortSectionName } from './section-name.ts'

type RecoveryBannerProps = {
  readonly list: readonly KeptText[]
  readonly onLook: () => void
  readonly onLater: () => void
}

const MOST = 3

/** Says calmly what happened, in which sections and why, and that nothing is lost. */
export function RecoveryBanner({ list, onLook, onLater }: RecoveryBannerProps) {
  const { recovery } = useText()
  const sections = list.flatMap((kept) => kept.sections)
  const said = [
    ...new Set(
      sections.map((section) =>
        recovery.bannerSection(shortSectionName(section, recovery), sayWhy(section.why, recovery)),
      ),
    ),
  ]
  return (
    <Note tone="warning">
      <div className="trouble-line recovery-line">
        <p>
          <strong>{recovery.bannerTitle}.</strong>{' '}
          <span className="recovery-detail">
            {said.slice(0, MOST).join(' ')} {said.length > MOST && recovery.bannerMore(said.length - MOST)}{' '}
            {recovery.bannerSafe}
          </span>
        </p>
        <Button kind="primary" onClick={onLook}>
          {recovery.look}
        </Button>
        <Button className="button recovery-later" kind="quiet" onClick={onLater}>
          {recovery.later}
        </Button>
      </div>
    </Note>
  )
}
