using AiStudio.Platform.Csv;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>Rows of comma-, semicolon- or tab-separated values (RFC 4180), as tables with their head.</summary>
internal static class CsvFile
{
    public static ExtractedText Read(string text)
    {
        var composer = new TextComposer();
        composer.Table([.. CsvReader.Rows(text, CsvReader.Delimiter(text))]);
        return composer.Finish();
    }
}
