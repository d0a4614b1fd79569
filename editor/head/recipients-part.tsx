import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { ClipboardEvent, KeyboardEvent } from 'react'

import { useText } from '../i18n/text.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Theirs } from './head-parts.tsx'
import { controlMarks, useHeadForm } from './head-form.ts'
import { moveLine, pasteLines, spliced } from './recipients.ts'

const LONGEST = 300

/** *Nơi nhận*: a line for each, in the order of the paper. */
export function RecipientsPart() {
  const { head: text } = useText()
  const form = useHeadForm()
  const { edit, errors, readOnly, set } = form
  const { recipients } = edit.typed
  const list = useRef<HTMLOListElement>(null)
  const wanted = useRef<number>(undefined)
  const [said, setSaid] = useState('')
  const id = useId()
  const error = errors.get('recipients')

  useEffect(() => {
    if (wanted.current === undefined) return
    list.current?.querySelectorAll('input')[wanted.current]?.focus()
    wanted.current = undefined
  })

  const put = (lines: readonly string[], focus?: number) => {
    set('recipients', [...lines])
    wanted.current = focus
  }
  const handleMove = (index: number, step: -1 | 1) => {
    const moved = moveLine(recipients, index, step)
    if (moved === recipients) return
    put(moved, index + step)
    setSaid(text.movedTo(index + step + 1, recipients.length))
  }
  const handleKey = (event: KeyboardEvent<HTMLInputElement>, index: number) => {
    if (event.nativeEvent.isComposing || readOnly) return
    const { key } = event
    if (key === 'Enter') {
      event.preventDefault()
      put(spliced(recipients, index + 1, 0, ''), index + 1)
    } else if (key === 'Backspace' && recipients[index] === '' && recipients.length > 1) {
      event.preventDefault()
      put(spliced(recipients, index, 1), Math.max(0, index - 1))
    } else if (event.altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      event.preventDefault()
      handleMove(index, key === 'ArrowUp' ? -1 : 1)
    }
  }
  const handlePaste = (event: ClipboardEvent<HTMLInputElement>, index: number) => {
    const pasted = event.clipboardData.getData('text/plain')
    if (readOnly || !/[\r\n]/u.test(pasted.trim())) return
    event.preventDefault()
    const { selectionStart, selectionEnd, value } = event.currentTarget
    const from = selectionStart ?? value.length
    const pastedIn = pasteLines(recipients, { index, from, to: selectionEnd ?? from }, pasted)
    put(pastedIn.recipients, pastedIn.last)
  }

  return (
    <fieldset className="head-part head-recipients" aria-describedby={readOnly ? undefined : `${id}-hint`}>
      <legend className="visually-hidden">{text.fields.recipients}</legend>
      <ol ref={list} className="head-recipient-list">
        {recipients.map((recipient, index) => (
          // A line is where it stands: the focus follows it by hand.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <input
              className="input"
              aria-label={text.recipient(index + 1)}
              value={recipient}
              maxLength={LONGEST}
              readOnly={readOnly}
              autoComplete="off"
              spellCheck={false}
              lang="vi"
              {...(index === 0 ? controlMarks('recipients', form) : {})}
              onChange={(event) => put(spliced(recipients, index, 1, event.target.value))}
              onKeyDown={(event) => handleKey(event, index)}
              onPaste={(event) => handlePaste(event, index)}
            />
            {!readOnly && (
              <>
                <IconButton
                  label={text.moveUp(recipient)}
                  disabled={index === 0}
                  onClick={() => handleMove(index, -1)}
                >
                  <ArrowUp size={16} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={text.moveDown(recipient)}
                  disabled={index === recipients.length - 1}
                  onClick={() => handleMove(index, 1)}
                >
                  <ArrowDown size={16} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={text.removeRecipient(recipient)}
                  onClick={() => put(spliced(recipients, index, 1), Math.max(0, index - 1))}
                >
                  <X size={16} aria-hidden="true" />
                </IconButton>
              </>
            )}
          </li>
        ))}
      </ol>
      {!readOnly && (
        <>
          <Button
            kind="quiet"
            {...(recipients.length === 0 ? controlMarks('recipients', form) : {})}
            onClick={() => put([...recipients, ''], recipients.length)}
          >
            <Plus size={16} aria-hidden="true" />
            {text.addRecipient}
          </Button>
          <p className="field-hint" id={`${id}-hint`}>
            {text.hints.recipients}
          </p>
        </>
      )}
      {error && <p className="field-error">{error}</p>}
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <Theirs field="recipients" />
    </fieldset>
  )
}
