namespace AiStudio.Tests.Architecture;

/// <summary>One type names another, in a signature or in its code. Full names; a nested type counts as the type it is nested in.</summary>
internal readonly record struct Edge(string From, string To)
{
    public override string ToString() => $"{From} → {To}";
}
