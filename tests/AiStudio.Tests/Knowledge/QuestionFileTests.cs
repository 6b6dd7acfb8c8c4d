using System.Text;
using AiStudio.Features.Knowledge.Evaluation;

namespace AiStudio.Tests.Knowledge;

public sealed class QuestionFileTests
{
    [Theory]
    [InlineData("""{"id": "5725", "question": "When did it begin?", "doc_id": "1973-oil-crisis-000", "answers": ["October 1973"]}""", "1973-oil-crisis-000")]
    [InlineData("""{"id": "dev-001", "input": "When did it begin?", "expected_contains": ["1973"], "tags": ["answerable", "doc:warsaw-040"]}""", "warsaw-040")]
    [InlineData("""{"id": "dev-051", "input": "When did it begin?", "tags": ["unanswerable", "near-doc:warsaw-040"]}""", "")]
    [InlineData("""{"question": "When did it begin?", "doc_ids": ["a", " b ", "a", ""]}""", "a b")]
    [InlineData("""[{"question": "When did it begin?", "documents": "a"}]""", "a")]
    [InlineData("question,documents\n\"When did it begin?\",a.md;b.md\n", "a.md b.md")]
    [InlineData("Documents\tQuestion\r\na.md|b.md\tWhen did it begin?\r\n\r\n", "a.md b.md")]
    public void Read_OfEachForm_FindsQuestionAndDocuments(string file, string expected)
    {
        var read = QuestionFile.Read(Encoding.UTF8.GetBytes(file));

        Assert.True(read.Succeeded, read.Error?.Message);
        var question = Assert.Single(read.Value!);
        Assert.Equal("When did it begin?", question.Text);
        Assert.Equal(expected, string.Join(' ', question.Expected));
    }

    [Theory]
    [InlineData("{\"question\": \"a\"}\n{\"answer\": \"b\"}", "questions_unreadable", "Line 2")]
    [InlineData("{\"question\": \"a\"}\n{\"question\": ", "questions_unreadable", "Line 2")]
    [InlineData("[1]", "questions_unreadable", "Line 1")]
    [InlineData("[]", "questions_none", "no question")]
    [InlineData("first,second\na,b", "questions_head", "first line")]
    [InlineData("question,documents\n,b", "questions_unreadable", "Line 2")]
    [InlineData("\0\u0001\u0002", "questions_unreadable", "not a text file")]
    [InlineData("", "questions_unreadable", "not a text file")]
    public void Read_OfWhatIsNone_SaysWhere(string file, string code, string words)
    {
        var read = QuestionFile.Read(Encoding.UTF8.GetBytes(file));

        Assert.Equal(code, read.Error?.Code);
        Assert.Contains(words, read.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfTooMany_IsRefused()
    {
        var lines = Enumerable.Repeat("{\"question\": \"a\"}", QuestionFile.MostQuestions + 1);

        Assert.Equal("questions_too_many", QuestionFile.Read(Encoding.UTF8.GetBytes(string.Join('\n', lines))).Error?.Code);
    }
}
