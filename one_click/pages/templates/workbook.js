// A workbook (XLSX) of one sheet, made without a library: a zip archive of five small XML files.
// Texts are inline strings, which no spreadsheet takes for a formula.
const Workbook = (() => {
  "use strict";
  const OFFICE = "http://schemas.openxmlformats.org";
  const MAIN = `${OFFICE}/spreadsheetml/2006/main`;
  const RELATIONS = `${OFFICE}/package/2006/relationships`;
  const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const COLUMN_WIDTH = 18;
  // The first of January 1980, with which the calendar of zip begins: the same rows, the same file.
  const DAY = 0x21;

  // --- the XML
  const MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  // XML holds no control character, and a spreadsheet reads _x0041_ as one letter.
  const escaped = (text) => text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "")
    .replace(/_(?=x[0-9a-f]{4}_)/gi, "_x005F_").replace(/[&<>]/g, (mark) => MARKS[mark]);

  // `place` is the letter of the column and the number of the row.
  function cell(value, place) {
    if (value === null || value === undefined || value === "") return "";
    if (typeof value === "number") return `<c r="${place}"><v>${value}</v></c>`;
    return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  }

  // Rows of up to 26 cells; the first row is the header and stays in view.
  function sheet(rows) {
    const lines = rows.map((row, at) => `<row r="${at + 1}">${
      row.map((value, column) => cell(value, String.fromCharCode(65 + column) + (at + 1))).join("")}</row>`);
    return `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">`
      + '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
      + `<cols><col min="1" max="${rows[0].length}" width="${COLUMN_WIDTH}" customWidth="1"/></cols>`
      + `<sheetData>${lines.join("")}</sheetData></worksheet>`;
  }

  const relation = (target) => `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" `
    + `Type="${OFFICE}/officeDocument/2006/relationships/${target.includes("sheet") ? "worksheet" : "officeDocument"}" Target="${target}"/></Relationships>`;

  const files = (rows) => ({
    "[Content_Types].xml": `<Types xmlns="${OFFICE}/package/2006/content-types">`
      + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
      + `<Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/>`
      + `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${KIND}.worksheet+xml"/></Types>`,
    "_rels/.rels": relation("xl/workbook.xml"),
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/officeDocument/2006/relationships">`
      + '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": relation("worksheets/sheet1.xml"),
    "xl/worksheets/sheet1.xml": sheet(rows),
  });

  // --- the archive
  const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    return sum;
  });

  function checksum(bytes) {
    let sum = 0xffffffff;
    for (const byte of bytes) sum = REMAINDERS[(sum ^ byte) & 255] ^ (sum >>> 8);
    return ~sum >>> 0;
  }

  async function deflated(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // Numbers as zip writes them, the lowest byte first; a pair is [its number of bytes, its value].
  function numbers(...pairs) {
    return Uint8Array.from(pairs.flatMap(([size, value]) =>
      Array.from({ length: size }, (_, at) => (value / 256 ** at) & 255)));
  }

  // The bytes of an XLSX file. Cells are texts, numbers, or nothing.
  async function of(rows) {
    const encoder = new TextEncoder();
    const parts = [], directory = [];
    let offset = 0, directorySize = 0;
    for (const [path, text] of Object.entries(files(rows))) {
      const content = encoder.encode(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${text}`);
      const packed = await deflated(content);
      const name = encoder.encode(path);
      // Version 2.0, no flags, deflated, the day; then what both headers say of the file.
      const about = numbers([2, 20], [2, 0], [2, 8], [2, 0], [2, DAY],
        [4, checksum(content)], [4, packed.length], [4, content.length], [2, name.length], [2, 0]);
      const head = [numbers([4, 0x04034b50]), about, name];
      const entry = [numbers([4, 0x02014b50], [2, 20]), about, numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name];
      parts.push(...head, packed);
      directory.push(...entry);
      for (const part of [...head, packed]) offset += part.length;
      for (const part of entry) directorySize += part.length;
    }
    const count = directory.length / 4;
    const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, directorySize], [4, offset], [2, 0]);
    return new Blob([...parts, ...directory, end], { type: `${KIND}.sheet` });
  }

  return { of };
})();
