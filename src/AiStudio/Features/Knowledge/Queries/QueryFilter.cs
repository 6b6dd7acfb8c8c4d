namespace AiStudio.Features.Knowledge.Queries;

/// <summary>Which questions of a base are wanted. What is null does not narrow; days begin at midnight UTC.</summary>
/// <param name="Quality">All, those without a good result, or those whose answer got a thumb down.</param>
/// <param name="Source">Where they were asked: <c>chat</c>, <c>assistant</c> (a program asked one) or <c>search</c>.</param>
/// <param name="Words">That stand in the question, as they are.</param>
/// <param name="From">From this day on.</param>
/// <param name="To">Up to the end of this day.</param>
public sealed record QueryFilter(
    QueryQuality Quality = QueryQuality.All, string? Source = null, string Words = "", DateOnly? From = null, DateOnly? To = null);

/// <summary>What became of a question.</summary>
public enum QueryQuality
{
    All,
    NoGoodResult,
    ThumbDown,
}
