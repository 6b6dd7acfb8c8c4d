namespace AiStudio.Features.Evals;

/// <summary>Why a run was started.</summary>
public enum EvalOrigin
{
    Person,
    NewVersion,
    ModelChange,
    Nightly,

    /// <summary>A promotion asks for the evidence.</summary>
    Gate,

    /// <summary>A program, through the API.</summary>
    Program,
}
