import { headingOf, isHeading } from './heading.ts'
import { formatSectionNumber } from './numbering.ts'
import type { Plan, PlanPart } from './plan.ts'

/** One section that the report must fill. */
export interface OutlineSection {
  /** 1 for the parts of the report (I, II), 2 for 1, 2, …, 3 for a), b), …, 4 for the last. */
  readonly level: number
  /** As it stands over the section in the report. */
  readonly title: string
  /** The plan's own words: shown while the section is empty, never exported. May equal the title. */
  readonly guidance: string
  /** The plan leaves the list of sub-sections open: people may add themes of their own. */
  readonly invitesThemes: boolean
  readonly children: readonly OutlineSection[]
}

/** The tree of sections a report must fill. */
export interface Outline {
  readonly sections: readonly OutlineSection[]
}

/** A section in the order of the text, with its number in the report. */
export interface NumberedSection {
  readonly level: number
  /** I, 1, a), -. */
  readonly number: string
  readonly title: string
  readonly guidance: string
  readonly invitesThemes: boolean
}

/** The outline of the report that the plan orders: the plan's parts become I, II, …, whatever number they had. */
export function outlineOf(plan: Plan): Outline {
  return { sections: plan.parts.map((part) => sectionOf(part, 1)) }
}

function sectionOf(part: PlanPart, level: number): OutlineSection {
  return {
    level,
    title: headingOf(part.sentence),
    guidance: guidanceOf(part),
    invitesThemes: part.invitesMore,
    children: part.children.map((child) => sectionOf(child, level + 1)),
  }
}

/** The plan's own words; where it gives a heading and explains it below, the explanation alone. */
function guidanceOf({ sentence, notes }: PlanPart): string {
  return (notes.length > 0 && isHeading(sentence) ? notes : [sentence, ...notes]).join('\n')
}

/** All sections in the order of the text, numbered as in the report. */
export function flattenOutline(outline: Outline): NumberedSection[] {
  return outline.sections.flatMap((section, index) => flatten(section, index + 1))
}

function flatten(section: OutlineSection, place: number): NumberedSection[] {
  const { level, title, guidance, invitesThemes } = section
  const own = { level, number: formatSectionNumber(level, place), title, guidance, invitesThemes }
  return [own, ...section.children.flatMap((child, index) => flatten(child, index + 1))]
}

/**
 * The outline to start from when the plan does not say what the report must contain: the parts that any report of a
 * committee has.
 */
export function blankOutline(): Outline {
  return {
    sections: [
      blankSection(
        1,
        'Kết quả thực hiện',
        'Nêu kết quả đạt được, có số liệu và so sánh với mục tiêu đề ra.',
        [
          blankSection(
            2,
            'Công tác lãnh đạo, chỉ đạo và triển khai thực hiện',
            'Nêu các văn bản đã ban hành, việc quán triệt, tuyên truyền và tổ chức thực hiện.',
          ),
          blankSection(2, 'Kết quả đạt được', 'Đánh giá kết quả thực hiện từng nhiệm vụ, chỉ tiêu.'),
        ],
      ),
      blankSection(
        1,
        'Hạn chế và nguyên nhân',
        'Chỉ ra hạn chế, khuyết điểm; nguyên nhân khách quan, chủ quan; bài học kinh nghiệm.',
        [
          blankSection(2, 'Hạn chế', 'Nêu rõ những việc chưa làm được, làm chưa tốt.'),
          blankSection(2, 'Nguyên nhân', 'Phân tích nguyên nhân khách quan và chủ quan.'),
          blankSection(2, 'Bài học kinh nghiệm', 'Rút ra bài học từ quá trình thực hiện.'),
        ],
      ),
      blankSection(
        1,
        'Phương hướng, nhiệm vụ và giải pháp',
        'Nêu phương hướng, nhiệm vụ trọng tâm và giải pháp trong thời gian tới.',
      ),
      blankSection(1, 'Đề xuất, kiến nghị', 'Nêu đề xuất, kiến nghị với cấp có thẩm quyền.'),
    ],
  }
}

function blankSection(
  level: number,
  title: string,
  guidance: string,
  children: readonly OutlineSection[] = [],
): OutlineSection {
  return { level, title, guidance, invitesThemes: false, children }
}
