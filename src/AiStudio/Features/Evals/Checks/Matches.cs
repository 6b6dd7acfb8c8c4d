using System.Text.RegularExpressions;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The answer has a part of this form. What a regular expression cannot do in linear time (back references, look-around) is refused when it is saved.</summary>
public sealed record Matches(string Pattern) : Check
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public bool IgnoreCase { get; init; }

    internal override string Kind => "regex";

    internal override string? Problem
    {
        get
        {
            if (TextProblem(Pattern, "a regular expression") is { } problem)
                return problem;
            try
            {
                Compiled();
                return null;
            }
            catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
            {
                return "This is not a regular expression that can be checked in linear time: no back references, no look-around, no atomic groups.";
            }
        }
    }

    internal override ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken)
    {
        try
        {
            return Compiled().IsMatch(answer.Text) ? Done(true, $"Something fits /{Short(Pattern)}/.") : Done(false, $"Nothing fits /{Short(Pattern)}/.");
        }
        catch (RegexMatchTimeoutException)
        {
            return Done(false, $"/{Short(Pattern)}/ took too long.");
        }
    }

    private Regex Compiled() => new(Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None), s_patience);
}
