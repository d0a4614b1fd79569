import { Link2 } from 'lucide-react'

import { useObservable } from '../../draft/use-observable.ts'
import { useText } from '../../i18n/text.tsx'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toast.tsx'
import { letGo } from '../choosing/comment-choosing.ts'
import { useDesk } from '../review-desk.tsx'

/** While a thread without a place waits for words: which are selected, and the button that takes them. */
export function AttachBar() {
  const { app, review: text } = useText()
  const { review, editor } = useDesk()
  const toast = useToast()
  const attaching = useObservable(review.attaching)
  const selected = useObservable(review.selected)
  const threads = useObservable(review.threads)
  const one = threads.find(({ thread }) => thread.id === attaching)
  if (attaching === undefined || !one) return null

  const { number } = one.thread
  const handleAttach = () => {
    if (!selected) return
    review.attach(attaching, selected.anchor)
    review.attaching.set(undefined)
    review.active.set(attaching)
    letGo(editor.view)
    toast(text.attached(number), 'good')
  }
  return (
    <section className="attach-bar" aria-label={text.attach}>
      <Link2 size={18} aria-hidden="true" />
      <p role="status">{selected?.quote ? text.attachTo(selected.quote) : text.attachTitle(number)}</p>
      <Button onClick={() => review.attaching.set(undefined)}>{app.cancel}</Button>
      <Button
        kind="primary"
        disabled={!selected?.quote}
        // The selection stays in the text.
        onMouseDown={(event) => event.preventDefault()}
        onClick={handleAttach}
      >
        {text.attachHere}
      </Button>
    </section>
  )
}
