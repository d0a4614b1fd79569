/**
 * What the demo's drafters have written so far: a report of the kind that the shipped plan orders, half done. The
 * figures are made up for the demo; the documents cited are those that the plan names.
 */
export type DemoBlock =
  | { readonly type: 'paragraph'; readonly text: string; readonly note?: DemoNote }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'table'; readonly rows: readonly (readonly string[])[] }

/** A footnote behind the words `after`. */
export type DemoNote = { readonly after: string; readonly text: string }

export type DemoPassage = {
  /** The beginning of the section's title; absent for the opening paragraphs. */
  readonly section?: string
  readonly author: 'soanthao1' | 'soanthao2'
  readonly blocks: readonly DemoBlock[]
}

const paragraph = (text: string, note?: DemoNote): DemoBlock => ({
  type: 'paragraph',
  text,
  ...(note ? { note } : {}),
})
const list = (...items: readonly string[]): DemoBlock => ({ type: 'list', items })
const table = (...rows: readonly (readonly string[])[]): DemoBlock => ({ type: 'table', rows })

export const DEMO_PASSAGES: readonly DemoPassage[] = [
  {
    author: 'soanthao1',
    blocks: [
      paragraph(
        'Thực hiện Kế hoạch số 105-KH/BTGTW ngày 26/01/2022 của Ban Tuyên giáo Trung ương về tổng kết 10 năm thực hiện Nghị quyết số 20-NQ/TW ngày 01/11/2012 của Ban Chấp hành Trung ương Đảng khóa XI về phát triển khoa học và công nghệ phục vụ sự nghiệp công nghiệp hóa, hiện đại hóa trong điều kiện kinh tế thị trường định hướng xã hội chủ nghĩa và hội nhập quốc tế (sau đây viết tắt là Nghị quyết số 20), Tỉnh ủy báo cáo kết quả thực hiện trên địa bàn tỉnh như sau:',
        {
          after: '(sau đây viết tắt là Nghị quyết số 20)',
          text: 'Số liệu trong báo cáo được tổng hợp từ báo cáo của các cấp ủy, cơ quan, đơn vị, tính đến tháng 3/2022.',
        },
      ),
    ],
  },
  {
    section: 'Tình hình quán triệt',
    author: 'soanthao2',
    blocks: [
      paragraph(
        'Ngay sau khi Nghị quyết số 20 được ban hành, Ban Thường vụ Tỉnh ủy đã tổ chức hội nghị quán triệt, triển khai đến cán bộ chủ chốt của tỉnh; đồng thời chỉ đạo các cấp ủy trực thuộc tổ chức học tập, quán triệt đến toàn thể cán bộ, đảng viên. Hình thức học tập được đổi mới theo hướng kết hợp trực tiếp với trực tuyến, gắn việc học tập nghị quyết với xây dựng chương trình hành động của từng địa phương, cơ quan, đơn vị.',
      ),
      paragraph(
        'Công tác tuyên truyền được tiến hành thường xuyên trên báo, đài của tỉnh, hệ thống truyền thanh cơ sở và các trang thông tin điện tử; nội dung tập trung vào vai trò then chốt của khoa học và công nghệ, các chính sách khuyến khích ứng dụng tiến bộ kỹ thuật, những mô hình mới và cách làm hay trong sản xuất, đời sống.',
      ),
      paragraph(
        'Nhận thức của cấp ủy, chính quyền các cấp và Nhân dân về vị trí, vai trò của khoa học và công nghệ có chuyển biến rõ nét. Nhiều cấp ủy đã đưa mục tiêu, nhiệm vụ phát triển khoa học và công nghệ vào nghị quyết đại hội và chương trình công tác toàn khóa; doanh nghiệp và người dân chủ động hơn trong tiếp cận, ứng dụng công nghệ mới.',
      ),
    ],
  },
  {
    section: 'Việc chỉ đạo và triển khai thực hiện',
    author: 'soanthao1',
    blocks: [
      paragraph(
        'Ban Chấp hành Đảng bộ tỉnh đã ban hành Chương trình hành động số 40-CTr/TU ngày 05/4/2013 để thực hiện Nghị quyết số 20 (sau đây viết tắt là Chương trình số 40), xác định rõ mục tiêu, nhiệm vụ, giải pháp và phân công trách nhiệm cụ thể cho từng cấp ủy, cơ quan. Trên cơ sở đó, việc chỉ đạo, triển khai thực hiện được tiến hành đồng bộ:',
      ),
      list(
        'Ban cán sự đảng Ủy ban nhân dân tỉnh lãnh đạo xây dựng kế hoạch thực hiện theo từng giai đoạn, lồng ghép nhiệm vụ khoa học và công nghệ vào kế hoạch phát triển kinh tế - xã hội hằng năm của tỉnh;',
        'Các huyện ủy, thị ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy ban hành chương trình, kế hoạch thực hiện sát với điều kiện của địa phương, đơn vị;',
        'Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội tỉnh đẩy mạnh các phong trào lao động sáng tạo, phát huy sáng kiến, cải tiến kỹ thuật trong đoàn viên, hội viên;',
        'Công tác kiểm tra, giám sát được duy trì hằng năm; việc sơ kết giữa kỳ được gắn với triển khai Kết luận số 50-KL/TW ngày 30/5/2019 của Ban Bí thư.',
      ),
    ],
  },
  {
    section: 'Kết quả triển khai thực hiện các nhiệm vụ',
    author: 'soanthao1',
    blocks: [
      paragraph(
        'Qua gần 10 năm thực hiện, khoa học và công nghệ của tỉnh có bước phát triển khá toàn diện, từng bước trở thành động lực nâng cao năng suất, chất lượng và sức cạnh tranh của các ngành, lĩnh vực. Kết quả cụ thể trên một số nội dung như sau:',
      ),
    ],
  },
  {
    section: 'Vai trò lãnh đạo của các cấp ủy',
    author: 'soanthao1',
    blocks: [
      paragraph(
        'Các cấp ủy, tổ chức đảng xác định phát triển khoa học và công nghệ là một trong những nội dung lãnh đạo trọng tâm, gắn với cơ cấu lại nền kinh tế và xây dựng nông thôn mới. Trách nhiệm của người đứng đầu cấp ủy, chính quyền được đề cao; kết quả thực hiện nhiệm vụ khoa học và công nghệ được đưa vào đánh giá, xếp loại hằng năm.',
      ),
      paragraph(
        'Chính quyền các cấp đã cụ thể hóa chủ trương của Đảng thành cơ chế, chính sách; bộ máy quản lý nhà nước về khoa học và công nghệ từ tỉnh đến huyện được kiện toàn, thủ tục hành chính trong lĩnh vực này được rà soát, cắt giảm và cung cấp trực tuyến.',
      ),
    ],
  },
  {
    section: 'Cơ chế quản lý, tổ chức, hoạt động',
    author: 'soanthao1',
    blocks: [
      paragraph(
        'Cơ chế quản lý nhiệm vụ khoa học và công nghệ được đổi mới theo hướng xuất phát từ yêu cầu thực tiễn. Việc xác định nhiệm vụ được thực hiện theo đặt hàng của các ngành, địa phương và doanh nghiệp; việc tuyển chọn, giao trực tiếp, đánh giá, nghiệm thu bảo đảm công khai, dân chủ, có sự tham gia của các nhà khoa học độc lập.',
      ),
      paragraph(
        'Các tổ chức khoa học và công nghệ công lập được sắp xếp lại theo hướng tinh gọn, thực hiện quyền tự chủ, tự chịu trách nhiệm. Quỹ phát triển khoa học và công nghệ của tỉnh được thành lập, bước đầu hỗ trợ doanh nghiệp đổi mới công nghệ, đăng ký bảo hộ và khai thác tài sản trí tuệ.',
      ),
    ],
  },
  {
    section: 'Triển khai các định hướng, nhiệm vụ',
    author: 'soanthao1',
    blocks: [
      paragraph(
        'Các nhiệm vụ khoa học và công nghệ bám sát định hướng phát triển của tỉnh, tập trung vào những lĩnh vực chủ yếu:',
      ),
      list(
        'Nông nghiệp: tuyển chọn, phục tráng giống cây trồng, vật nuôi đặc sản; nhân rộng các mô hình sản xuất an toàn, ứng dụng công nghệ cao và truy xuất nguồn gốc;',
        'Công nghiệp, tiểu thủ công nghiệp: hỗ trợ doanh nghiệp đổi mới dây chuyền, áp dụng hệ thống quản lý chất lượng tiên tiến, tiết kiệm năng lượng;',
        'Y tế, giáo dục, môi trường: làm chủ nhiều kỹ thuật điều trị chuyên sâu, số hóa học liệu, ứng dụng công nghệ trong quan trắc và xử lý chất thải;',
        'Khoa học xã hội và nhân văn: cung cấp luận cứ phục vụ việc hoạch định chủ trương, chính sách, bảo tồn và phát huy giá trị di sản văn hóa.',
      ),
      paragraph(
        'Tỷ lệ nhiệm vụ được ứng dụng vào sản xuất và đời sống sau nghiệm thu tăng dần qua từng giai đoạn, đạt 78% trong giai đoạn 2017 - 2021.',
        {
          after: 'đạt 78% trong giai đoạn 2017 - 2021',
          text: 'Giai đoạn 2012 - 2016: 61%. Số liệu minh họa của bản dùng thử.',
        },
      ),
    ],
  },
  {
    section: 'Tiềm lực khoa học và công nghệ',
    author: 'soanthao2',
    blocks: [
      paragraph(
        'Nguồn lực đầu tư cho khoa học và công nghệ tăng cả về quy mô và tỷ trọng, trong đó đầu tư của doanh nghiệp tăng nhanh hơn đầu tư từ ngân sách. Đội ngũ cán bộ khoa học và công nghệ được bổ sung về số lượng, nâng cao về trình độ; cơ sở vật chất, phòng thí nghiệm được quan tâm nâng cấp. Một số chỉ tiêu chủ yếu:',
      ),
      table(
        ['Chỉ tiêu', 'Đơn vị tính', 'Năm 2012', 'Năm 2017', 'Năm 2021'],
        ['Chi ngân sách cho khoa học và công nghệ', 'tỷ đồng', '48,2', '96,5', '154,7'],
        ['Cán bộ có trình độ trên đại học', 'người', '612', '1.038', '1.495'],
        ['Doanh nghiệp khoa học và công nghệ', 'doanh nghiệp', '2', '9', '21'],
        ['Văn bằng bảo hộ được cấp trong năm', 'văn bằng', '37', '118', '246'],
      ),
      paragraph(
        'Tuy nhiên, nguồn nhân lực chất lượng cao còn thiếu, phân bố chưa đều giữa các ngành và địa bàn; mức đầu tư từ ngân sách tuy tăng nhưng chưa đạt tỷ lệ đề ra.',
      ),
    ],
  },
  {
    section: 'Hạn chế, yếu kém và nguyên nhân',
    author: 'soanthao2',
    blocks: [
      paragraph(
        'Bên cạnh kết quả đạt được, việc thực hiện Nghị quyết số 20 và Chương trình số 40 còn một số hạn chế: việc liên kết giữa Nhà nước, nhà khoa học, doanh nghiệp và nông dân chưa chặt chẽ;',
      ),
    ],
  },
]
