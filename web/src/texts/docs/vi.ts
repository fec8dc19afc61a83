// What stands around the contract, in Vietnamese.

import { pluralIn } from "../plural";
import type { DocsTexts } from "./index";

const plural = pluralIn("vi");

export const vi: DocsTexts = {
  title: "API",
  machine: "Bản cho máy đọc (OpenAPI)",
  search: "Tìm kiếm",
  searchHint: "Đường dẫn, phương thức hoặc từ khóa",
  sections: "Các phần của API",
  found: (count) => plural(count, { other: "# lệnh gọi" }),
  open: "Không cần mã truy cập.",
  security: "Ai được gọi: chỉ cần một trong các cách sau",
  parameters: "Tham số",
  request: "Yêu cầu",
  responses: "Trả lời",
  example: "Ví dụ",
  optional: "không bắt buộc",
  needed: "bắt buộc",
  places: { path: "trong đường dẫn", query: "trong truy vấn", header: "tiêu đề HTTP", cookie: "cookie" },
  range: (least, most) => {
    if (least !== undefined && most !== undefined) return `từ ${least} đến ${most}`;
    if (least !== undefined) return `từ ${least} trở lên`;
    return most === undefined ? "" : `nhiều nhất ${most}`;
  },
  characters: (least, most) => {
    if (least !== undefined && most !== undefined) return `từ ${least} đến ${most} ký tự`;
    if (least !== undefined) return `ít nhất ${least} ký tự`;
    return most === undefined ? "" : `nhiều nhất ${most} ký tự`;
  },
  items: (most) => `nhiều nhất ${most} mục`,
  byDefault: (value) => `mặc định ${value}`,
};
