namespace AiStudio.Features.Prompts;

/// <summary>How much a version changes, for those who use the prompt.</summary>
public enum VersionChange
{
    /// <summary>The same, said better: spaces, punctuation, capitals.</summary>
    Patch,

    /// <summary>Answers may differ; whoever used it before may go on.</summary>
    Minor,

    /// <summary>Whoever gives values must change: another set of variables that need one.</summary>
    Major,
}
