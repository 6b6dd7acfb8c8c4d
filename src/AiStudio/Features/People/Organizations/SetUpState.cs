namespace AiStudio.Features.People.Organizations;

/// <summary>Remembers that the installation has accounts: it never loses all of them again, so the question is asked once.</summary>
internal sealed class SetUpState
{
    private volatile bool _isDone;

    public bool IsDone => _isDone;

    public void Finish() => _isDone = true;
}
