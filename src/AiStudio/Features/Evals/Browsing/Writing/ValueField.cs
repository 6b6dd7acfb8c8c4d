namespace AiStudio.Features.Evals.Browsing.Writing;

/// <summary>The value of a variable, as a form holds it.</summary>
public sealed class ValueField
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";
}
