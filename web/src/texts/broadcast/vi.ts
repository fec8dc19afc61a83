// What going live from the browser says, in Vietnamese.

import type { BroadcastTexts } from "./index";

const number = new Intl.NumberFormat("vi", { maximumFractionDigits: 0 });

export const vi: BroadcastTexts = {
  title: "Phát trực tiếp từ trình duyệt này",
  intro: "Bằng camera và micrô, hoặc màn hình của bạn. Không cần phần mềm nào khác.",
  loading: "Đang tải …",
  actions: {
    camera: "Dùng camera",
    screen: "Chia sẻ màn hình",
    goLive: "Phát trực tiếp",
    end: "Dừng phát",
    release: "Đóng bản xem trước",
  },
  preview: {
    label: "Hình người xem sẽ thấy",
    covered: "Hình đang được ẩn. Người xem chỉ thấy màn hình đen.",
    loudness: "Âm lượng",
  },
  controls: {
    mute: "Tắt tiếng micrô",
    cameraOff: "Tắt hình camera",
    hideScreen: "Ẩn màn hình",
    camera: "Camera",
    cameraNumber: (order) => `Camera ${number.format(order)}`,
    microphone: "Micrô",
    microphoneNumber: (order) => `Micrô ${number.format(order)}`,
    quality: "Chất lượng hình",
    qualities: {
      1080: "1080p, cho mạng nhanh (6 Mbit/s)",
      720: "720p (4 Mbit/s)",
      480: "480p, cho mạng chậm (2 Mbit/s)",
    },
  },
  standings: {
    badge: "Trực tiếp",
    idle: "Chưa phát.",
    liveElsewhere: "Luồng này đang được phát từ một phần mềm khác. Hãy kết thúc ở đó trước khi phát từ đây.",
    connecting: "Đang kết nối …",
    connected: "Đã kết nối. Người xem sẽ thấy bạn sau vài giây.",
    live: "Bạn đang phát trực tiếp.",
    reconnecting: "Mất kết nối. Đang tự kết nối lại …",
    ended: "Buổi phát đã kết thúc.",
  },
  notices: {
    noMicrophone: "Không tìm thấy hoặc không được phép dùng micrô: người xem sẽ không nghe thấy bạn.",
    microphoneGone: "Micrô đã bị ngắt. Hãy chọn micrô khác hoặc cắm lại.",
    cameraGone: "Camera đã bị ngắt, người xem chỉ thấy hình đứng yên. Hãy chọn lại nguồn hình.",
    screenEnded: "Màn hình của bạn không còn được chia sẻ. Hãy chọn lại nguồn hình.",
  },
  faults: {
    unsupported:
      "Trình duyệt này không phát trực tiếp được. Hãy dùng trình duyệt mới, ở địa chỉ bắt đầu bằng https.",
    denied: "Trình duyệt chưa được phép dùng camera và micrô. Hãy cho phép ở cạnh thanh địa chỉ rồi thử lại.",
    notShared: "Chưa có màn hình nào được chia sẻ. Hãy chọn một màn hình và cho phép trình duyệt ghi hình.",
    noCamera: "Không tìm thấy camera. Hãy cắm camera hoặc chia sẻ màn hình.",
    noMicrophone: "Không dùng được micrô này. Hãy chọn micrô khác.",
    inUse: "Camera hoặc micrô đang được phần mềm khác sử dụng. Hãy đóng phần mềm đó rồi thử lại.",
    captureFailed: "Không mở được camera. Hãy thử lại hoặc chọn camera khác.",
    offline: "Không có phản hồi. Hãy kiểm tra mạng rồi thử lại.",
    refused: "Luồng không nhận buổi phát này: luồng đã đóng hoặc khóa đã đổi. Hãy tải lại trang.",
    taken: "Đã có người đang phát lên luồng này. Hãy kết thúc buổi phát đó trước.",
    unacceptable: "Luồng không hiểu dữ liệu của trình duyệt này. Hãy thử trình duyệt khác.",
    overloaded: "Dịch vụ video đang gặp sự cố. Hãy thử lại sau giây lát.",
    unreachable: "Đường truyền hình bị chặn. Mạng của bạn có thể không cho phép; hãy thử mạng khác.",
    lost: "Không kết nối lại được. Hãy kiểm tra mạng rồi phát lại.",
    endedElsewhere: "Luồng đã được kết thúc.",
  },
  figures: {
    title: "Dữ liệu đang gửi đi",
    bitrate: "Tốc độ bit",
    picture: "Khung hình",
    frames: "Số hình mỗi giây",
    lost: "Gói tin bị mất",
    roundTrip: "Độ trễ khứ hồi",
    kilobits: (count) => `${number.format(count)} kbit/s`,
    milliseconds: (count) => `${number.format(count)} ms`,
    number: (count) => number.format(count),
    limits: {
      network: "Mạng không tải được nhiều hơn: hình nhỏ hơn mức đã chọn.",
      machine: "Máy tính quá bận: hình nhỏ hơn mức đã chọn. Hãy đóng bớt phần mềm khác.",
    },
  },
};
