import { CsvError, parse } from 'csv-parse/sync'
import { plain } from './plain.ts'

export const COLUMNS = ['name', 'username', 'office', 'admin'] as const
export type Column = (typeof COLUMNS)[number]

/** A row of the list as it was written, by what its columns mean. */
export type WrittenRow = Readonly<Record<Column, string>> & {
  /** Counting from 1 with the heading. */
  readonly line: number
  /** There are words beyond the last heading: a separator too many somewhere before. */
  readonly spillsOver: boolean
}

export type Table = { readonly rows: readonly WrittenRow[] } | { readonly problems: readonly string[] }

/** Headings without marks, spaces and signs. */
const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  name: ['hoten', 'hovaten', 'ten', 'hotendem', 'tendaydu', 'hotencanbo', 'fullname', 'name'],
  username: ['tendangnhap', 'tentruycap', 'tentaikhoan', 'taikhoan', 'username', 'user', 'login', 'account'],
  office: ['coquan', 'tencoquan', 'donvi', 'tendonvi', 'coquandonvi', 'office', 'unit', 'department'],
  admin: ['quantri', 'quantrivien', 'laquantri', 'laquantrivien', 'admin', 'administrator', 'isadmin'],
}

const SHOWN: Readonly<Record<Column, string>> = {
  name: 'Họ và tên',
  username: 'Tên đăng nhập',
  office: 'Cơ quan',
  admin: 'Quản trị',
}

const REQUIRED: readonly Column[] = ['name', 'office']
const SEPARATORS = [',', ';', '\t'] as const
const LARGEST_ROW = 64 * 1024

/** Excel's way of saying which separator follows. */
const SEP_LINE = /^"?sep=([,;\t])"?\n/i

/** Reads a list of people, whatever the order and language of its headings and the separator between them. */
export function readTable(text: string): Table {
  const said = SEP_LINE.exec(text)
  const body = said ? text.slice(said[0].length) : text
  const separator = said?.[1] ?? separatorOf(body)
  try {
    return toTable(split(body, separator), said ? 1 : 0)
  } catch (error) {
    if (error instanceof CsvError) return { problems: [sentenceOf(error)] }
    throw error
  }
}

type Split = { readonly record: readonly string[]; readonly info: { readonly lines: number } }

function split(text: string, separator: string): readonly Split[] {
  const options = {
    delimiter: separator,
    record_delimiter: '\n',
    relax_column_count: true,
    // A blank before the quote of a cell does not make it another cell.
    trim: true,
    max_record_size: LARGEST_ROW,
    info: true,
  } as const
  return parse(text, options) as unknown as readonly Split[]
}

/** The one under which most headings are known. */
function separatorOf(text: string): string {
  const heading = text.split('\n').find((line) => line.trim() !== '') ?? ''
  const known = (separator: string) =>
    heading.split(separator).filter((cell) => columnOf(cell) !== undefined).length
  return SEPARATORS.reduce<string>(
    (best, separator) => (known(separator) > known(best) ? separator : best),
    ',',
  )
}

function toTable(records: readonly Split[], linesBefore: number): Table {
  const lines = records.map(({ record }, index) => ({
    cells: record.map(tidy),
    // A record that goes over several lines is known by its first.
    line: linesBefore + (records[index - 1]?.info.lines ?? 0) + 1,
  }))
  const filled = lines.filter(({ cells }) => cells.some((cell) => cell !== ''))
  const [heading, ...rest] = filled
  const columns = heading?.cells.map(columnOf) ?? []
  const problems = problemsOf(columns)
  if (problems.length > 0) return { problems }
  if (rest.length === 0) return { problems: ['Tệp chỉ có dòng tiêu đề, chưa có người nào.'] }
  return { rows: rest.map(({ cells, line }) => toRow(cells, columns, line)) }
}

function toRow(cells: readonly string[], columns: readonly (Column | undefined)[], line: number): WrittenRow {
  const cell = (column: Column) => cells[columns.indexOf(column)] ?? ''
  return {
    name: cell('name'),
    username: cell('username'),
    office: cell('office'),
    admin: cell('admin'),
    line,
    spillsOver: cells.slice(columns.length).some((extra) => extra !== ''),
  }
}

/** Invisible signs and doubled spaces come along when cells are copied from other programs. */
function tidy(cell: string): string {
  return cell
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
}

function columnOf(heading: string): Column | undefined {
  const bare = plain(heading).replaceAll(/[^a-z]/g, '')
  return COLUMNS.find((column) => HEADINGS[column].includes(bare))
}

function problemsOf(columns: readonly (Column | undefined)[]): string[] {
  const missing = REQUIRED.filter((column) => !columns.includes(column))
  const twice = COLUMNS.filter((column) => columns.filter((other) => other === column).length > 1)
  return [
    ...(missing.length > 0
      ? [
          `Dòng đầu phải là tiêu đề cột và có: ${names(missing)}. (Đủ các cột: ${names(COLUMNS)}; tên đăng nhập và quản trị có thể bỏ.)`,
        ]
      : []),
    ...twice.map((column) => `Có hai cột cùng nghĩa “${SHOWN[column]}”; hãy bỏ bớt một cột.`),
  ]
}

function names(columns: readonly Column[]): string {
  return columns.map((column) => `“${SHOWN[column]}”`).join(', ')
}

function sentenceOf({ code, ...error }: CsvError): string {
  const line = 'lines' in error && typeof error.lines === 'number' ? `Dòng ${error.lines}: ` : ''
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'Có dấu ngoặc kép (") mở mà không đóng. Hãy bỏ dấu đó, hoặc lưu lại tệp bằng Excel.'
    case 'CSV_MAX_RECORD_SIZE':
      return 'Có một dòng quá dài. Hãy kiểm tra các dấu ngoặc kép (") trong tệp.'
    default:
      return `${line}dấu ngoặc kép (") đặt không đúng chỗ. Hãy bỏ dấu đó, hoặc lưu lại tệp bằng Excel.`
  }
}
