using System.IO.Compression;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Features.Knowledge.Ingestion.Extraction;

namespace AiStudio.Tests.Knowledge;

public sealed class SheetFileTests
{
    [Fact]
    public void Read_OfRowsWithEmptyCells_KeepsValuesInTheirColumns()
    {
        var text = Text("""
            <row r="2"><c r="B2" t="str"><v>Name</v></c><c r="C2" t="str"><v>From</v></c><c r="D2" t="str"><v>To</v></c></row>
            <row r="3"><c r="B3" t="str"><v>Ann</v></c><c r="D3"><v>7</v></c></row>
            <row r="4"><c r="C4"><v>5</v></c><c r="D4"/></row>
            """);

        Assert.Equal("Plan\n\nName | From | To\nAnn |  | 7\n | 5 |", text);
    }

    [Fact]
    public void Read_OfCellsWithoutPlaces_TakesThemInTheirOrder() =>
        Assert.Equal("Plan\n\n1 | 2", Text("<row><c><v>1</v></c><c><v>2</v></c></row>"));

    [Theory]
    [InlineData("0 &quot;days&quot;", "45000")]
    [InlineData("0.00&quot; yd&quot;", "45000")]
    [InlineData("[Red]0", "45000")]
    [InlineData("0\\d", "45000")]
    [InlineData("yyyy\\-mm\\-dd", "2023-03-15")]
    [InlineData("[$-409]d\\-mmm\\-yy", "2023-03-15")]
    [InlineData("&quot;Due &quot;d.m.", "2023-03-15")]
    public void Read_OfANumberFormat_IsADateOnlyByItsOwnLetters(string format, string shown) =>
        Assert.Equal($"Plan\n\n{shown}", Text("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45000</v></c></row>", format));

    private static string Text(string rows, string format = "General")
    {
        const string main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "xl/workbook.xml", $"<workbook {main} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Plan\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
            Add(zip, "xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
            Add(zip, "xl/styles.xml", $"<styleSheet {main}><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"{format}\"/></numFmts><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>");
            Add(zip, "xl/worksheets/sheet1.xml", $"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>");
        }

        return TextExtractor.Extract(file.ToArray(), DocumentKind.Sheet).Text.TrimEnd();
    }

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(content);
    }
}
