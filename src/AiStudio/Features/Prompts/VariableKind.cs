namespace AiStudio.Features.Prompts;

/// <summary>What a variable's value must be.</summary>
public enum VariableKind
{
    Text,
    Number,
    YesOrNo,
    Date,
}
