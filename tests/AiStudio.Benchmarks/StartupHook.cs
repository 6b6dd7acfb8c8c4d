/// <summary>
/// Named by DOTNET_STARTUP_HOOKS, so that the web process has this assembly loaded when it looks for
/// <see cref="AiStudio.Benchmarks.Ledger.CallDoor"/>. .NET wants it without a namespace.
/// </summary>
internal sealed class StartupHook
{
    public static void Initialize()
    {
    }
}
