/**
 * The commonest passwords of eight characters and more, as lists of leaked ones and offices here know them, written
 * without marks and in lower case. Shorter ones are refused by their length.
 */
const COMMON = new Set(
  `12345678 123456789 1234567890 0123456789 01234567 87654321 987654321 9876543210 11111111 00000000 88888888 66666666
  99999999 12341234 12121212 11223344 112233445566 11112222 13131313 123123123 123321123 1234554321 147258369 159753456
  123456789a a123456789 a12345678 123456aa 123456ab abc12345 abcd1234 abc123456 abcdefgh 1q2w3e4r 1q2w3e4r5t 1qaz2wsx
  qwertyui qwertyuiop qwerty12 qwerty123 qwe123456 asdfghjk asdfghjkl asdf1234 zxcvbnm1 zaq12wsx qazwsxedc
  password password1 password12 password123 p@ssw0rd p@ssword passw0rd welcome1 welcome123 letmein1 iloveyou
  iloveyou1 sunshine princess football baseball superman trustno1 dragon123 monkey123 admin123 admin1234 admin12345
  admin123456 administrator quantri1 quantri123 quantri1234 quantrivien matkhau1 matkhau123 matkhau12 matkhau1234
  matkhaumoi matkhau@123 vietnam1 vietnam123 vietnam@123 hanoi123 saigon123 tinhuy123 tinhuy2024 tinhuy2025 tinhuy2026
  vanphong vanphong1 vanphong123 tuyengiao tuyengiao1 tuyengiao123 baocao123 cungsoan cungsoan1 cungsoan123
  chuyenvien chuyenvien1 anhyeuem emyeuanh yeuemnhieu yeuanhnhieu khongbiet khongco1 nguyen123 nguyenvana 0987654321
  0909090909 0123456780 changeme changeme1 changeme123 default1 test1234 test12345 computer internet`.split(
    /\s+/,
  ),
)

/**
 * Whether a guesser would try this password among the first: a common one, one sign over and over, a run of the
 * keyboard or the alphabet, or the user name with a few signs more.
 */
export function isWeak(password: string, username: string): boolean {
  const plain = withoutMarks(password)
  const bare = plain.replaceAll(/[^a-z0-9]/g, '')
  if (COMMON.has(plain) || COMMON.has(bare)) return true
  if (new Set(plain).size <= 2 || isRun(plain)) return true
  return saysOnly(bare, withoutMarks(username).replaceAll(/[^a-z0-9]/g, ''))
}

function withoutMarks(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd')
}

/** Each sign follows the one before it, as in `abcdefgh` and `87654321`. */
function isRun(text: string): boolean {
  const codes = [...text].map((sign) => sign.codePointAt(0) ?? 0)
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)))
  return steps.size === 1 && (steps.has(1) || steps.has(-1))
}

/** The name, once or over and over, with at most four signs that are not of it. */
function saysOnly(text: string, name: string): boolean {
  return name.length >= 3 && text.includes(name) && text.replaceAll(name, '').length <= 4
}
