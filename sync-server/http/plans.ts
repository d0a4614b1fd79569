import { Router } from 'express'
import type { PlanPreview } from '../../report/wire/rest.ts'
import { blankSections, draftOf, readPlanSource, titleOf, type PlanSource } from './plan-source.ts'
import type { Who } from './who.ts'

/** What the server would make of a plan, before anything is made. */
export function planRoutes({ who }: { readonly who: Who }): Router {
  const router = Router()
  router.post('/plans/preview', async (request, response) => {
    await who.person(request)
    response.json(previewOf(await readPlanSource(request)))
  })
  return router
}

/** Unlike making the report, this answers for a plan without an outline too: with no section, and what is missing. */
function previewOf({ text, title, blankIfMissing }: PlanSource): PlanPreview {
  const { plan, sections, milestones } = draftOf(text)
  const shown = sections.length === 0 && blankIfMissing ? blankSections() : sections
  return {
    title: title ?? titleOf(plan),
    type: plan.reportType,
    sections: shown.map(({ level, number, title: heading, guidance }) => ({
      level,
      number,
      title: heading,
      guidance,
    })),
    milestones: [...milestones],
    legalBases: plan.legalBases.map(({ code, date = '' }) => ({ code, date })),
    problems: text === '' ? [] : plan.problems.map(({ message }) => message),
  }
}
