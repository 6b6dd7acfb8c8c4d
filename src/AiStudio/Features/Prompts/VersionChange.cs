namespace AiStudio.Features.Prompts;

/// <summary>How much a version changes, for those who use the prompt.</summary>
public enum VersionChange
{
    /// <summary>The same, said better: spaces, punctuation, capitals.</summary>
    Patch,

    /// <summary>Answers may differ; whoever used it before may go on.</summary>
    Minor,

    /// <summary>Whoever uses it must change: another set of variables that need a value, another schema of the answer, or a tool that is not what it was.</summary>
    Major,
}
