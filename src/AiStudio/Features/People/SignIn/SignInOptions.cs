using System.ComponentModel.DataAnnotations;

namespace AiStudio.Features.People.SignIn;

/// <summary>What the operator sets about signing in. Section <c>SignIn</c>.</summary>
internal sealed class SignInOptions
{
    public const string Section = "SignIn";

    /// <summary>How often one network address (of IPv6: its /64) may try a password, ask for a reset or accept an invitation in a minute. 5 to 100,000, default 60.</summary>
    [Range(5, 100_000)]
    public int TriesPerMinute { get; set; } = 60;

    /// <summary>A refusal takes at least this many milliseconds, so that its time tells nothing about the account. 0 to 5,000, default 400.</summary>
    [Range(0, 5_000)]
    public int RefusalMilliseconds { get; set; } = 400;
}
