import type { Block, ReportContent } from './content.ts'

/** Where the pictures of a report's figures are, each once, in the order of the page. */
export function figureSources({ preamble, sections }: ReportContent): readonly string[] {
  return [...new Set([preamble, ...sections.map(({ blocks }) => blocks)].flatMap(sourcesIn))]
}

function sourcesIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.type) {
      case 'paragraph':
        return []
      case 'figure':
        return [block.src]
      case 'list':
        return block.items.flatMap(sourcesIn)
      case 'table':
        return block.rows.flatMap((row) => row.flatMap((cell) => sourcesIn(cell.blocks)))
      default:
        return block satisfies never
    }
  })
}

/** The id of a picture that is kept with a report; undefined for an address of anything else. */
export function pictureIdOf(src: string): string | undefined {
  return /^\/api\/reports\/[^/]+\/images\/([0-9a-f]{1,64})$/.exec(src)?.[1]
}
