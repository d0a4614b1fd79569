/** *Ai viết*: whose words are where. */
export const attribution = {
  toggle: 'Ai viết',
  show: 'Hiện ai viết (màu theo cơ quan)',
  hide: 'Ẩn ai viết',
  legend: 'Ai viết: màu của từng cơ quan',
  waiting: 'Đang xem ai viết…',
  failed: 'Chưa xem được ai viết.',
  retry: 'Thử lại',
  words: (count: string) => `${count} từ`,
  noOffice: 'Chưa thuộc cơ quan nào',
  here: 'Đoạn đang chọn:',
  nobodyHere: 'chưa ai viết',
  share: (who: string, percent: string) => `${who}: ${percent} %`,
  table: 'Số từ theo mục',
  tableIntro:
    'Mỗi từ tính cho người viết phần lớn chữ của từ đó; đoạn tách, ghép, chuyển chỗ vẫn là của người viết đầu tiên.',
  section: 'Mục',
  preamble: 'Phần mở đầu',
  total: 'Cộng',
  download: 'Tải bảng (CSV)',
  close: 'Đóng',
}
