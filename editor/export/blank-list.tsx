import type { Blank } from '../../report/wire/paper.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'

type BlankListProps = {
  readonly blanks: readonly Blank[]
  readonly mayEdit: boolean
  /** To the form of the head, at one of its parts. */
  readonly onGo: (blank: Blank | undefined) => void
}

/** What of the head will be a dotted blank: no hindrance, a number is often written by hand. */
export function BlankList({ blanks, mayEdit, onGo }: BlankListProps) {
  const { exporting: text, head } = useText()
  return (
    <div className="export-blanks">
      {blanks.length > 0 && (
        <p>
          {text.blanks}{' '}
          {blanks.map((blank, place) => (
            <span key={blank}>
              <button type="button" className="link-button" onClick={() => onGo(blank)}>
                {head.fields[blank].toLocaleLowerCase('vi')}
              </button>
              {place < blanks.length - 1 ? ', ' : '.'}
            </span>
          ))}
        </p>
      )}
      <Button kind="quiet" onClick={() => onGo(undefined)}>
        {mayEdit ? text.editHead : text.lookAtHead}
      </Button>
    </div>
  )
}
