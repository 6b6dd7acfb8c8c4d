using AiStudio.Platform.Data;
using Microsoft.AspNetCore.Identity;

namespace AiStudio.Platform.Identity;

internal static class IdentityModule
{
    // PBKDF2-HMAC-SHA512: 90 ms a try on two shared cores; who may try at once is limited where people sign in.
    private const int HashIterations = 210_000;

    public static void AddStudioIdentity(this WebApplicationBuilder builder)
    {
        builder.Services.AddInstallationDb<IdentityDb>();
        builder.Services.AddSingleton<EndedSessions>();
        builder.Services.AddSingleton<SessionCheck>();
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
        builder.Services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = TimeSpan.FromHours(1));
        builder.Services
            .AddIdentityCore<AppUser>(options =>
            {
                // Length is what makes a password hard to guess; rules of composition only make it hard to remember.
                options.Password = new() { RequiredLength = 12, RequireDigit = false, RequireLowercase = false, RequireNonAlphanumeric = false, RequireUppercase = false };
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                options.Tokens.EmailConfirmationTokenProvider = ConfirmationTokens.Name;
            })
            .AddEntityFrameworkStores<IdentityDb>()
            .AddPasswordValidator<PasswordRules>()
            .AddTokenProvider<DataProtectorTokenProvider<AppUser>>(TokenOptions.DefaultProvider)
            .AddTokenProvider<ConfirmationTokens>(ConfirmationTokens.Name);
    }
}
