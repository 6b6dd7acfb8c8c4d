using System.Text;
using AiStudio.Features.Knowledge.Retrieval.Reranking;

namespace AiStudio.Tests.Knowledge;

public sealed class RerankAnswerTests
{
    [Theory]
    [InlineData("""{"results":[{"index":1,"relevance_score":0.9},{"index":0,"relevance_score":0.2}]}""", new[] { 0.2, 0.9, -0.8 })]
    [InlineData("""[{"index":2,"score":4.5},{"index":0,"score":-3}]""", new[] { -3, -4, 4.5 })]
    public void Read_OfAnAnswer_GivesTheScoresInTheTextsOrder(string body, double[] expected) =>
        Assert.All(RerankAnswer.Read(Encoding.UTF8.GetBytes(body), 3)!.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 9));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"results":[{"index":3,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":-1,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":0.5,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":0}]}""")]
    [InlineData("""{"results":["one"]}""")]
    public void Read_OfAnotherForm_IsNothing(string body) => Assert.Null(RerankAnswer.Read(Encoding.UTF8.GetBytes(body), 3));

    [Theory]
    [InlineData("[3, 1]", new[] { 2, 0, 1 })]
    [InlineData("Best: [2,2,9,0]", new[] { 1, 0, 2 })]
    public void Scores_OfAModelsReply_PutTheNamedFirst(string reply, int[] order) =>
        Assert.Equal(order, ModelReranker.Scores(reply, 3)!.Select((score, at) => (score, at)).OrderByDescending(pair => pair.score).Select(pair => pair.at));

    [Theory]
    [InlineData("I cannot help with that.")]
    [InlineData("[7, 8]")]
    [InlineData("[]")]
    public void Scores_OfAReplyThatNamesNone_AreNothing(string reply) => Assert.Null(ModelReranker.Scores(reply, 3));
}
