import { useEffect, useRef, useState } from 'react'

import { useText } from '../i18n/text.tsx'
import { LiveRegion } from '../ui/live-region.tsx'
import { comings } from './comings.ts'
import type { PersonHere } from './presence/people.ts'

/** Who is here when the hands have rested a while, against who was here when it was last said. */
const REST_MS = 3000

/** Tells those who do not see the avatars who comes and goes. */
export function PeopleAnnouncer({ people }: { people: readonly PersonHere[] }) {
  const { drafting } = useText()
  const told = useRef(people)
  const [sentence, setSentence] = useState('')

  useEffect(() => {
    const timer = setTimeout(() => {
      const { joined, left } = comings(told.current, people)
      told.current = people
      const said = [
        joined.length > 0 ? drafting.joined(joined.join(', ')) : '',
        left.length > 0 ? drafting.left(left.join(', ')) : '',
      ]
      setSentence(said.filter(Boolean).join(' '))
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [people, drafting])

  return <LiveRegion sentence={sentence} restMs={0} />
}
