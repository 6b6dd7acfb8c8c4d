using AiStudio.BrowserTests.Chat;

namespace AiStudio.BrowserTests.Prompts;

/// <summary>The app with canaries that hurry: two steps, few answers each, guards looked at all the time.</summary>
public sealed class GatedStudio() : EmulatedProvider("gated", "OpenAi", "gpt-4.1-mini-2025-04-14")
{
    protected override (string Key, string Value)[] Settings =>
    [
        .. base.Settings,
        ("Canary__Steps__0", "20"),
        ("Canary__Steps__1", "50"),
        ("Canary__MinAnswers", "60"),
        ("Canary__MinMinutes", "0"),
        ("Canary__Interval", "00:00:00.5"),
        ("RateLimits__ApiKeyRequests", "0"),
        ("RateLimits__OrganizationRequests", "0"),
    ];
}
