using System.Globalization;
using System.Text;
using AiStudio.Platform.Csv;

namespace AiStudio.Tests.Platform.Csv;

public sealed class CsvExportTests
{
    [Fact]
    public async Task RowAsync_ValuesOfEveryKind_AreWrittenByTheStandard()
    {
        var text = await WriteAsync([["a", "b,c", "d\"e", "f\ng", null, ""], [-5L, 1.5m, true, new DateOnly(2026, 11, 3), new DateTimeOffset(2026, 11, 3, 1, 2, 3, 4, TimeSpan.FromHours(1)), CsvExport.Dollars(-1)]]);

        Assert.Equal("a,\"b,c\",\"d\"\"e\",\"f\ng\",,\r\n-5,1.5,true,2026-11-03,2026-11-03T00:02:03.004Z,-0.000000001\r\n", text);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t'=1")]
    [InlineData("\r=1", "'\r'=1")]
    [InlineData("\n=1", "'\n'=1")]
    [InlineData("a\n \t=1", "a\n \t'=1")]
    [InlineData("\tplain", "'\tplain")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\u200b=1", "'\u200b=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("＠A", "'＠A")]
    [InlineData("name;=1+1", "name;'=1+1")]
    [InlineData("two\n=1+1", "two\n'=1+1")]
    [InlineData("a-b = c", "a-b = c")]
    [InlineData("support@example.com", "support@example.com")]
    [InlineData("'quoted", "'quoted")]
    [InlineData("", "")]
    public void Of_Text_CannotBecomeAFormula(string text, string inert) => Assert.Equal(inert, InertText.Of(text));

    [Theory]
    [InlineData(0L, "0.000000000")]
    [InlineData(1L, "0.000000001")]
    [InlineData(-12_400_000_000L, "-12.400000000")]
    [InlineData(long.MaxValue, "9223372036.854775807")]
    [InlineData(long.MinValue, "-9223372036.854775808")]
    public void Dollars_NanoDollars_AreExact(long nano, string dollars) => Assert.Equal(dollars, CsvExport.Dollars(nano).ToString(CultureInfo.InvariantCulture));

    private static async Task<string> WriteAsync(IReadOnlyList<object?[]> rows)
    {
        using var stream = new MemoryStream();
        await using (var csv = new CsvExport(stream))
        {
            foreach (var row in rows)
                await csv.RowAsync(row);
        }

        var bytes = stream.ToArray();
        Assert.Equal(Encoding.UTF8.Preamble, bytes.AsSpan(0, 3));
        return Encoding.UTF8.GetString(bytes.AsSpan(3));
    }
}
