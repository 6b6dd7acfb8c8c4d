using System.IO.Compression;
using System.Text;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Features.Knowledge.Ingestion.Extraction;

namespace AiStudio.Tests.Knowledge;

public sealed class DocumentTypeTests
{
    [Theory]
    [InlineData("a.txt", "plain words", DocumentKind.PlainText)]
    [InlineData("a.md", "# Heading", DocumentKind.Markdown)]
    [InlineData("a.unknown", "plain words", DocumentKind.PlainText)]
    [InlineData("a.csv", "a,b\n1,2", DocumentKind.Csv)]
    [InlineData("a.txt", "<!DOCTYPE html><html><body>x</body></html>", DocumentKind.Html)]
    [InlineData("a.txt", "%PDF-1.7\n", DocumentKind.Pdf)]
    [InlineData("letter", "From: a@example.test\nTo: b@example.test\nSubject: Hello\n\nText", DocumentKind.Email)]
    [InlineData("note.txt", "From: me\nAnd then nothing like a mail.", DocumentKind.PlainText)]
    public void Of_LooksIntoTheFile(string name, string content, string expected) => Assert.Equal(expected, DocumentType.Of(name, Encoding.UTF8.GetBytes(content)).Value);

    [Theory]
    [InlineData("word/document.xml", DocumentKind.Word)]
    [InlineData("ppt/presentation.xml", DocumentKind.Slides)]
    [InlineData("xl/workbook.xml", DocumentKind.Sheet)]
    public void Of_AnOfficeFileOfAnyName_IsKnownByItsParts(string part, string expected) => Assert.Equal(expected, DocumentType.Of("download", Zip(part)).Value);

    [Theory]
    [InlineData("a.pdf", "words", "document_type")]
    [InlineData("a.docx", "words", "document_type")]
    [InlineData("a.rtf", @"{\rtf1 x}", "document_type")]
    [InlineData("a.pdf", "", "document_empty")]
    [InlineData("a.doc", "\u0001\u0002", "document_not_text")]
    public void Of_WhatCannotBeRead_SaysWhy(string name, string content, string code) => Assert.Equal(code, DocumentType.Of(name, Encoding.UTF8.GetBytes(content)).Error?.Code);

    [Fact]
    public async Task Of_AFileThatOpensWithManyComments_IsToldWithinASecond()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var comments = string.Concat(Enumerable.Repeat("<!-- c --> ", 60));

        var told = await Task.Run(() => (Page: DocumentType.Of("a", Encoding.UTF8.GetBytes(comments + "<html>")), Text: DocumentType.Of("a", Encoding.UTF8.GetBytes(comments + "x"))), cancellation)
            .WaitAsync(TimeSpan.FromSeconds(1), cancellation);

        Assert.Equal((DocumentKind.Html, DocumentKind.PlainText), (told.Page.Value, told.Text.Value));
    }

    [Fact]
    public void Of_AnArchiveThatIsNoDocument_IsRefused() => Assert.Equal("document_type", DocumentType.Of("files.zip", Zip("readme.txt")).Error?.Code);

    [Fact]
    public void Of_AWordFileCalledSheet_IsRefused() => Assert.Equal("document_type", DocumentType.Of("a.xlsx", Zip("word/document.xml")).Error?.Code);

    private static byte[] Zip(string entry)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            zip.CreateEntry(entry);
        }

        return stream.ToArray();
    }
}
