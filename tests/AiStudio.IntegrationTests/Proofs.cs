namespace AiStudio.IntegrationTests;

/// <summary>
/// Proofs that take minutes run in part with the other tests and whole with <c>./studio test proofs</c>.
/// </summary>
internal static class Proofs
{
    public static bool AreWhole { get; } = Environment.GetEnvironmentVariable("AISTUDIO_PROOFS") == "whole";
}
