/** What lies beside the reports for whoever opens the folder in twenty years. */
export const README = `DỮ LIỆU CỦA CÙNG SOẠN Ở DẠNG MỞ

Thư mục này mở được bằng phần mềm thông thường, không cần Cùng Soạn.

index.csv        danh sách các báo cáo: mỗi báo cáo một thư mục
co-quan.csv      mã và tên các cơ quan
nhat-ky.csv      nhật ký của cả hệ thống, có mã băm nối từng dòng

Trong thư mục của mỗi báo cáo:
bao-cao.docx     văn bản hiện tại, bản dự thảo sạch (Word, LibreOffice)
van-ban.txt      chỉ có chữ
bao-cao.json     mọi thứ: nội dung, thể thức, thành viên, góp ý, các bước, các phiên bản, báo cáo của cơ quan, nguồn đoạn văn
cac-phan.csv     các phần: số từ, trạng thái, hạn, cơ quan
phien-ban.csv    các phiên bản đã lưu: số, tên, người lưu, lúc lưu, mã SHA-256
gop-y.csv        góp ý và trả lời
nhat-ky.csv      nhật ký của riêng báo cáo này
hinh/            hình trong văn bản
ban-da-ky/       bản đã ký, đúng như lúc đưa vào
co-quan-gui/     tệp các cơ quan gửi đến

Tệp .csv: UTF-8, dấu phẩy, thời gian theo giờ Việt Nam (cột at: mili giây từ 01/01/1970 UTC). Tệp .json: UTF-8.
Trong .csv, ô bắt đầu bằng = + - @ có thêm dấu ' ở trước để bảng tính không hiểu là công thức.

Mã băm của một dòng nhật ký là SHA-256 của: mã của dòng trước (dòng đầu: để trống), xuống dòng (LF), rồi mảng JSON không có dấu
cách [số, at, action, user_id, report_id, section_id, details], chỗ trống viết là null.

Không có ở đây: mật khẩu, phiên đăng nhập, từng lần gõ phím. Những thứ đó chỉ có trong bản sao lưu (cung-soan backup).
`
