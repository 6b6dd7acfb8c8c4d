using System.Security.Cryptography;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People.SignIn;

/// <summary>What is verified in place of an unknown account's password, so that both take the same work.</summary>
internal sealed class DummyPassword(IOptions<PasswordHasherOptions> options)
{
    public AppUser Account { get; } = new();

    public string Hash { get; } = new PasswordHasher<AppUser>(options).HashPassword(new(), Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)));
}
